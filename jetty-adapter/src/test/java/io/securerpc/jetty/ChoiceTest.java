package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChoiceTest {
    @Test
    void isMadeOnceAndSaysWhatItWas() {
        Choice<Integer> choice = Choice.withDefault("count", () -> 1);
        choice.choose(2);

        assertThatThrownBy(() -> choice.choose(3)).hasMessage("count: 3 (expected: set once, is 2)");
        assertThat(choice.value()).isEqualTo(2);
    }

    /** What says nothing of itself but its class and a number is no help. */
    @Test
    void saysWhereElseItMayHaveBeenMade() {
        Choice<Object> choice = Choice.withoutDefault("limits");
        choice.choose(new Object());

        assertThatThrownBy(() -> choice.choose(new Object()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("limits: set already (expected: set once, here or by the settings of a file)");
    }
}
