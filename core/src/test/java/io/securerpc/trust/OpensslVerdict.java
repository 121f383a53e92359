package io.securerpc.trust;

import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What {@code openssl verify} says of one generated directory.
 *
 * @param trusted whether it accepts the certificate
 * @param errors the numbers of what it found wrong, as in {@code x509_vfy.h}
 */
record OpensslVerdict(boolean trusted, Set<Integer> errors) {
    /** A process for each, because OpenSSL keeps what one look-up happened to load: two at once take a third less time. */
    private static final int SHELLS = 2;

    private static final Pattern ERROR = Pattern.compile("^error (\\d+) at ");
    private static final Pattern END = Pattern.compile("^= (\\d+) exit (\\d+)$");

    static List<OpensslVerdict> of(List<GeneratedDirectory> directories) {
        int part = (directories.size() + SHELLS - 1) / SHELLS;
        List<List<OpensslVerdict>> parts = IntStream.range(0, SHELLS)
                .parallel()
                .mapToObj(i -> ask(directories.subList(
                        Math.min(directories.size(), i * part), Math.min(directories.size(), (i + 1) * part))))
                .toList();
        return parts.stream().flatMap(List::stream).toList();
    }

    private static List<OpensslVerdict> ask(List<GeneratedDirectory> directories) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < directories.size(); i++) {
            script.append(command(directories.get(i)))
                    .append(" 2>&1; echo \"= ")
                    .append(i)
                    .append(" exit $?\"\n");
        }
        String output = Tools.run(
                        Duration.ofMinutes(5),
                        Path.of("").toAbsolutePath(),
                        script.toString().getBytes(StandardCharsets.UTF_8),
                        "sh")
                .success();
        List<OpensslVerdict> verdicts = new ArrayList<>();
        Set<Integer> errors = new TreeSet<>();
        for (String line : output.lines().toList()) {
            Matcher error = ERROR.matcher(line);
            if (error.find()) {
                errors.add(Integer.parseInt(error.group(1)));
            }
            Matcher end = END.matcher(line);
            if (end.matches()) {
                if (Integer.parseInt(end.group(1)) != verdicts.size()) {
                    throw new AssertionError("openssl: answers out of order at " + line);
                }
                verdicts.add(new OpensslVerdict(end.group(2).equals("0"), Set.copyOf(errors)));
                errors.clear();
            }
        }
        if (verdicts.size() != directories.size()) {
            throw new AssertionError(verdicts.size() + " answers (expected: " + directories.size() + ")");
        }
        return verdicts;
    }

    /** The command in the documented words. */
    static String command(GeneratedDirectory directory) {
        return "openssl verify -no-CAfile -no-CAstore -partial_chain -auth_level 2 -attime "
                + Validity.NOW.getEpochSecond() + " -CApath '" + directory.directory() + "' -purpose sslclient '"
                + directory.presentedFile() + "'";
    }
}
