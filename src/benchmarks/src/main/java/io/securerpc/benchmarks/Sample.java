package io.securerpc.benchmarks;

/**
 * What one burst showed.
 *
 * @param perSecond requests or handshakes per second
 * @param p99Micros latency that one in a hundred exceeds; not a number where it was not measured
 * @param cpuMicros CPU time of all that serves, per request or handshake
 * @param busy share of the server core that was used, 1 for all of it
 */
record Sample(double perSecond, double p99Micros, double cpuMicros, double busy) {}
