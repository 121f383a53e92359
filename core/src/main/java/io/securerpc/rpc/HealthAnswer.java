package io.securerpc.rpc;

/**
 * What is answered to whoever asks how the node is doing.
 *
 * @param ready whether to send it work
 * @param known false if the node could not tell, which has been logged
 * @param body UTF-8 JSON
 */
@SuppressWarnings("ArrayRecordComponent") // made for one answer, compared with none
public record HealthAnswer(boolean ready, boolean known, byte[] body) {
    static HealthAnswer of(HealthCheck check, JsonCodec codec) {
        try {
            HealthReport report = check.check();
            return new HealthAnswer(report.ready(), true, codec.write(report.details()));
        } catch (Exception | StackOverflowError e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return new HealthAnswer(false, false, JsonRpcForm.error(Incidents.report("health", e)));
        }
    }
}
