package io.securerpc.examples;

import io.securerpc.caller.AccessDecision;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which rule of a configuration decides whether a caller may call a method. */
@Command(
        name = "explain",
        description = {
            "Says whether a caller may call a method or subscribe to a topic with this configuration, and which rule decides.",
            "Whether the caller can prove who it is, and get in at all, is not asked."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Exit codes: 0 it may, 1 it may not, or failed with a line \"error: …\", 2 wrong usage."})
final class AccessExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The config-rpc.toml.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path config;

    @Option(
            names = "--permission",
            paramLabel = "NAME",
            description = {
                "The permission the method asks for, where it is not one of the demo node's: public, control, unsafe, nobody or the node's own.",
                "Rules are then not checked against the methods of a node, which is not known."
            })
    private @Nullable String permission;

    @Parameters(
            index = "0",
            paramLabel = "CALLER",
            description = "The caller's id, as in grants and in the log: certificate:alice, anonymous.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String caller;

    @Parameters(index = "1", paramLabel = "METHOD", description = "The method's or topic's name.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private String method;

    @Override
    public Integer call() {
        ServerSettings settings = NanoConfig.load(config);
        PrintWriter err = spec.commandLine().getErr();
        settings.notes().forEach(note -> err.println("note: " + note));
        err.flush();
        Permission required = permission == null ? demoPermission() : named(permission);
        Grants grants = permission == null ? bound(settings.grants()) : settings.grants();
        AccessDecision decision = usage(() -> grants.caller(caller)).decide(method, required);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                Printable.of(caller) + (decision.admitted() ? " may call " : " may not call ") + Printable.of(method));
        out.println("  it asks for: " + required.name());
        out.println("  decided by: " + Printable.of(decision.rule()));
        out.flush();
        return decision.admitted() ? 0 : 1;
    }

    private Permission demoPermission() {
        Permission required = demo().all().get(method);
        if (required == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "METHOD: " + Printable.of(method)
                            + " (expected: one of the demo node's, or --permission with what it asks for)");
        }
        return required;
    }

    private Permission named(String name) {
        return usage(() -> Permission.of(name));
    }

    /** What stops a start stops an explanation too: it would be of rules that nobody runs. */
    private static Grants bound(Grants grants) {
        try {
            return grants.boundTo(demo());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private <T> T usage(Supplier<T> argument) {
        try {
            return argument.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static RegisteredMethods demo() {
        try (DemoChain chain = new DemoChain(InstantSource.system())) {
            return new DemoNode(chain, "", () -> {}).service().registered();
        }
    }
}
