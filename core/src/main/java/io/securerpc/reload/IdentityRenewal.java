package io.securerpc.reload;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.ServerIdentity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * How a server identity follows its files in a {@link Live}, and the rules by which one replaces another.
 *
 * <h2>Security</h2>
 *
 * <p>A candidate has to load: it parses, the key matches, the chain is in order, the leaf is valid now. Then it is
 * <ul>
 *   <li>held back if it is for a name of the serving one and begins earlier: most often an old file that came back. Not if older ones are
 *       allowed, nor once the serving one has expired;
 *   <li>held back if one of its issuers is not valid now, while those of the serving one are;
 *   <li>held back for 10 s if issuers are missing that were there before: a chain file that is half written looks just so. Roots may be left
 *       out freely;
 *   <li>taken with a warning if it lacks names that were covered before.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class IdentityRenewal implements LiveSource<ServerIdentity> {
    private final IdentityFiles files;
    private final RenewalJudge judge;

    private IdentityRenewal(IdentityFiles files, RenewalJudge judge) {
        this.files = files;
        this.judge = judge;
    }

    /**
     * The identity in some files; older certificates are held back.
     *
     * @param files where it is read from
     * @return the source
     */
    public static IdentityRenewal of(IdentityFiles files) {
        return new IdentityRenewal(requireNonNull(files, "files"), new RenewalJudge(false));
    }

    /**
     * Changed copy: a certificate may be replaced by one that begins earlier.
     *
     * @return the changed copy
     */
    public IdentityRenewal withOlderCertificatesAllowed() {
        return new IdentityRenewal(files, new RenewalJudge(true));
    }

    @Override
    public String subject() {
        return "identity '" + files.name() + "'";
    }

    @Override
    public List<Path> files() {
        return files.paths();
    }

    @Override
    public ServerIdentity load(FileContents contents, Instant now) {
        return files.load(contents, now);
    }

    @Override
    public Judgement judge(ServerIdentity serving, ServerIdentity candidate, Instant now) {
        return judge.judge(
                requireNonNull(serving, "serving"), requireNonNull(candidate, "candidate"), requireNonNull(now, "now"));
    }
}
