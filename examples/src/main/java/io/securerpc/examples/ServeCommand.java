package io.securerpc.examples;

import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.jetty.RunningServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the demo node as a Nano configuration file says. */
@Command(
        name = "serve",
        description = {
            "Runs the demo node from a Nano config-rpc.toml, with its [secure] table or with a config-tls.toml beside it.",
            "Paths in the file are relative to the file."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ServeCommand implements Callable<Integer> {
    private static final Duration BLOCK_INTERVAL = Duration.ofSeconds(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli before call()
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The config-rpc.toml.")
    @SuppressWarnings("NullAway.Init") // injected by picocli, required
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        ServerSettings settings = NanoConfig.load(config);
        if (settings.verboseLogging()) {
            // Before the first logger of the library is made: slf4j-simple reads it once for each.
            System.setProperty("org.slf4j.simpleLogger.log.io.securerpc", "debug");
        }
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        settings.notes().forEach(log::info);
        new NodeProcess(BLOCK_INTERVAL).run(builder -> builder.settings(settings), this::announce);
        return 0;
    }

    private void announce(RunningServer running) {
        PrintWriter out = spec.commandLine().getOut();
        running.uris().forEach(uri -> out.println("listening on " + uri));
        out.flush();
    }
}
