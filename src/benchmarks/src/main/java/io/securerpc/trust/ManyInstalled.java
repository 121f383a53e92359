package io.securerpc.trust;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.CertificateSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A trust directory with as many clients as asked for. */
public final class ManyInstalled {
    private ManyInstalled() {}

    /** Fills a directory, and returns the file of each client. */
    public static Path[] in(Path directory, CertificateSeries series, int count) throws IOException {
        Files.createDirectories(directory);
        Map<SubjectHash, Integer> used = new HashMap<>();
        Path[] files = new Path[count];
        for (int i = 0; i < count; i++) {
            SubjectHash hash = SubjectHash.of(series.certificate(i));
            int number = used.merge(hash, 1, Integer::sum) - 1;
            files[i] = Files.writeString(directory.resolve(hash.fileName(number)), series.pem(i));
        }
        return files;
    }
}
