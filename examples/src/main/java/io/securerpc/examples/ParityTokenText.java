package io.securerpc.examples;

import io.securerpc.caller.CreatedParityToken;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What commands say of Parity tokens. */
final class ParityTokenText {
    private ParityTokenText() {}

    /** The token on standard output, for whoever pipes it; what a person wants to know beside it. */
    static int print(Supplier<CreatedParityToken> maker, CommandLine line) {
        CreatedParityToken created = created(maker, line);
        PrintWriter out = line.getOut();
        out.println(created.secret());
        out.flush();
        PrintWriter err = line.getErr();
        err.println("note: " + created.token() + " may do what is public and what is granted to it; used for the first"
                + " time within 24 hours, or it ends");
        err.println("note: the dashes are no part of the token; a client offers keccak256(token:time)_time as its only"
                + " WebSocket sub-protocol");
        err.flush();
        return CommandLine.ExitCode.OK;
    }

    private static CreatedParityToken created(Supplier<CreatedParityToken> maker, CommandLine line) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
    }
}
