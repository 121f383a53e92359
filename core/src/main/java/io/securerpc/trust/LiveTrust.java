package io.securerpc.trust;

import java.security.cert.X509Certificate;
import java.util.List;

/** STUB: the current snapshot, kept up to date. Any thread. */
public final class LiveTrust implements AutoCloseable {
    private LiveTrust() {}

    public TrustSnapshot current() {
        throw new UnsupportedOperationException("stub");
    }
    /** Judged by the current snapshot at the clock's now; a new or resumed handshake. */
    public TrustDecision judge(List<X509Certificate> chain) {
        throw new UnsupportedOperationException("stub");
    }
    /** The same for a connection that is open (differs only while the directory cannot be read or an entry is torn). */
    public TrustDecision judgeOpen(List<X509Certificate> chain) {
        throw new UnsupportedOperationException("stub");
    }
    /** Called on the watcher thread after each swap (snapshot already current), and at least each second, so that notAfter and grace times are noticed. Listeners that throw are logged and do not stop the others. */
    public void onTick(Runnable listener) {
        throw new UnsupportedOperationException("stub");
    }
    /** Starts the watcher (daemon thread). */
    public void start() {
        throw new UnsupportedOperationException("stub");
    }
    /** Looks at the directory now, on this thread. */
    public void refresh() {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("stub");
    }
}
