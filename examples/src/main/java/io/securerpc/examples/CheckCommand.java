package io.securerpc.examples;

import io.securerpc.config.ConfigException;
import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.jetty.SecureRpcServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what of a configuration and its files would stop {@code serve}, as {@code nginx -t} does. */
@Command(
        name = "check",
        description = {
            "Reads a configuration and every file it names as serve would, and prints what would stop a start.",
            "No port is opened, so it may be asked while the node runs; whether a port is free is not."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Exit codes: 0 no problem, 1 failed, or lines \"problem: …\" were printed, 2 wrong usage.",
            "Lines \"warning: …\" are of files that other users may read or write: serve says them too, and starts."
        })
final class CheckCommand implements Callable<Integer> {
    private final Problems problems = new Problems();
    private final List<String> warnings = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The config-rpc.toml.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path config;

    @Override
    public Integer call() {
        found().forEach(problems::add);
        PrintWriter out = spec.commandLine().getOut();
        problems.print(out, "");
        warnings.forEach(warning -> out.println("warning: " + Printable.of(warning.replaceAll("\\R", "; "))));
        if (problems.exitCode() == 0) {
            out.println(Printable.of(config.toString())
                    + (warnings.isEmpty() ? ": no problem" : ": nothing that stops a start"));
        }
        out.flush();
        return problems.exitCode();
    }

    private List<String> found() {
        ServerSettings settings;
        try {
            settings = NanoConfig.load(config);
        } catch (ConfigException e) {
            return e.problems();
        }
        PrintWriter err = spec.commandLine().getErr();
        settings.notes().forEach(note -> err.println("note: " + note));
        err.flush();
        try (DemoChain chain = new DemoChain(InstantSource.system())) {
            DemoNode node = new DemoNode(chain, ProgramVersion.text(), () -> {});
            SecureRpcServer server = SecureRpcServer.builder()
                    .service(node.service())
                    .settings(settings)
                    .build();
            warnings.addAll(server.warnings());
            return server.check();
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }
}
