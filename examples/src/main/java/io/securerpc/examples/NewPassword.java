package io.securerpc.examples;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A new password that a person types at a terminal: twice, and nobody who looks on sees it. */
final class NewPassword {
    /** What a terminal does for whoever types a secret. */
    @FunctionalInterface
    interface HiddenLine {
        /** The line, which the terminal does not show; null where there is none. */
        char @Nullable [] read(String prompt);
    }

    private static final char UNKNOWN = '\ufffd';

    private final HiddenLine terminal;

    NewPassword(HiddenLine terminal) {
        this.terminal = terminal;
    }

    /** Empty where input or output is no terminal: there is nobody to ask then. */
    static Optional<NewPassword> atTerminal() {
        return Optional.ofNullable(System.console())
                .filter(NewPassword::isTerminal)
                .map(console -> new NewPassword(prompt -> console.readPassword("%s", prompt)));
    }

    /** Java 22 to 24 have a console also where there is no terminal, and a method that tells; it is not there in Java 17. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new CommandFailure("password: terminal cannot be used: " + e, e);
        }
    }

    /** Asks, and asks again. */
    String typedTwice(String name) {
        char[] first = read("Password for " + Printable.of(name) + ": ");
        char[] second = read("The same again: ");
        try {
            if (!Arrays.equals(first, second)) {
                throw new CommandFailure("password: two different ones (expected: the same twice)");
            }
            String password = new String(first);
            if (password.indexOf(UNKNOWN) >= 0) {
                // It would be another one than was typed.
                throw new CommandFailure(
                        "password: characters that the locale of this terminal does not have (expected: ASCII, or a UTF-8 locale)");
            }
            return password;
        } finally {
            Arrays.fill(first, '\0');
            Arrays.fill(second, '\0');
        }
    }

    private char[] read(String prompt) {
        char[] line = terminal.read(prompt);
        if (line == null) {
            throw new CommandFailure("password: none typed (expected: a line, twice)");
        }
        return line;
    }
}
