package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameAllowanceTest {
    private final FrameAllowance allowance = new FrameAllowance();

    @Test
    void begins() {
        assertThat(spent()).isEqualTo(128);
    }

    @Test
    void earnsByRequestAndByWhatGoesEitherWay() {
        spent();
        allowance.earnRequest();
        assertThat(spent()).isEqualTo(128);
        allowance.earnRead(1_023);
        assertThat(spent()).isZero();
        allowance.earnRead(1);
        assertThat(spent()).isEqualTo(1);
        allowance.earnWritten(10_240);
        assertThat(spent()).isEqualTo(10);
        allowance.earnWritten(10_240);
        assertThat(spent()).as("is a sum").isZero();
        allowance.earnWritten(11_264);
        assertThat(spent()).isEqualTo(1);
    }

    @Test
    void savesNoMoreThanAllStreamsMayNeed() {
        allowance.earnWritten(Long.MAX_VALUE / 2);
        allowance.earnRead(Integer.MAX_VALUE);
        assertThat(spent()).isEqualTo(12_800);
    }

    private int spent() {
        int spent = 0;
        while (allowance.spend()) {
            spent++;
        }
        return spent;
    }
}
