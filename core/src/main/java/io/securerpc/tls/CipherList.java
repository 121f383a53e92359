package io.securerpc.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The list that an OpenSSL cipher string works on: all suites in an order, each of them switched on or off.
 *
 * <p>It begins as OpenSSL's does, with everything off and in the order in which OpenSSL prefers suites.
 */
final class CipherList {
    private static final List<OpensslSuite> PREFERENCE = preference();

    private List<OpensslSuite> order;
    private final Set<OpensslSuite> on = new HashSet<>();

    private CipherList(List<OpensslSuite> order) {
        this.order = order;
    }

    static CipherList asOpensslPrefers() {
        return new CipherList(PREFERENCE);
    }

    /** The rules by which OpenSSL itself sorts, from the numbers downwards. */
    private static List<OpensslSuite> preference() {
        CipherList list = new CipherList(OpensslSuite.all().stream()
                .sorted(Comparator.comparingInt(OpensslSuite::id).reversed())
                .toList());
        Predicate<OpensslSuite> aead = suite -> suite.mac().equals("AEAD");
        Predicate<OpensslSuite> ecdhe = suite -> suite.keyExchange() == OpensslSuite.KeyExchange.ECDHE;
        Predicate<OpensslSuite> forwardSecret = ecdhe.or(suite -> suite.keyExchange() == OpensslSuite.KeyExchange.DHE);
        list.add(ecdhe.and(suite -> suite.authentication() == OpensslSuite.Authentication.ECDSA));
        list.add(ecdhe);
        list.remove(ecdhe);
        list.add(suite -> suite.encryption().isAny("AES128GCM", "AES256GCM"));
        list.add(suite -> suite.encryption() == OpensslSuite.Encryption.CHACHA20);
        list.add(suite -> suite.encryption().isAny("AES"));
        list.add(suite -> true);
        list.moveToEnd(suite -> suite.mac().equals("MD5"));
        list.moveToEnd(suite -> suite.authentication() == OpensslSuite.Authentication.NULL);
        list.moveToEnd(suite -> suite.keyExchange() == OpensslSuite.KeyExchange.RSA);
        list.moveToEnd(suite -> suite.keyExchange() == OpensslSuite.KeyExchange.PSK);
        list.moveToEnd(suite -> suite.encryption() == OpensslSuite.Encryption.RC4);
        list.sortByStrength();
        list.moveToFront(suite -> suite.protocol().equals("TLSv1.2"));
        list.moveToFront(aead);
        list.moveToFront(forwardSecret);
        list.moveToFront(forwardSecret.and(aead));
        list.remove(suite -> true);
        return list.order;
    }

    /** What is on, in order. */
    List<OpensslSuite> selected() {
        return order.stream().filter(on::contains).toList();
    }

    /** Switches on; what was off goes to the end. */
    void add(Predicate<OpensslSuite> matching) {
        Predicate<OpensslSuite> added = matching.and(suite -> !on.contains(suite));
        List<OpensslSuite> moved = order.stream().filter(added).toList();
        toEnd(moved);
        on.addAll(moved);
    }

    /** Moves what is on to the end; the {@code +} of a cipher string. */
    void moveToEnd(Predicate<OpensslSuite> matching) {
        toEnd(order.stream().filter(on::contains).filter(matching).toList());
    }

    /** Switches off; it can be added again, in the same order. The {@code -} of a cipher string. */
    void remove(Predicate<OpensslSuite> matching) {
        List<OpensslSuite> moved = moveToFront(matching);
        moved.forEach(on::remove);
    }

    /** Takes out for good; the {@code !} of a cipher string. */
    void kill(Predicate<OpensslSuite> matching) {
        List<OpensslSuite> rest = order.stream().filter(matching.negate()).toList();
        on.retainAll(rest);
        order = rest;
    }

    /** The strongest first, otherwise in the order they had. */
    void sortByStrength() {
        List<OpensslSuite> sorted = new ArrayList<>(selected());
        sorted.sort(Comparator.comparingInt(OpensslSuite::bits).reversed());
        toEnd(sorted);
    }

    private List<OpensslSuite> moveToFront(Predicate<OpensslSuite> matching) {
        List<OpensslSuite> moved =
                order.stream().filter(on::contains).filter(matching).toList();
        order = Stream.concat(moved.stream(), without(moved)).toList();
        return moved;
    }

    private void toEnd(List<OpensslSuite> moved) {
        order = Stream.concat(without(moved), moved.stream()).toList();
    }

    private Stream<OpensslSuite> without(List<OpensslSuite> moved) {
        Set<OpensslSuite> gone = new HashSet<>(moved);
        return order.stream().filter(suite -> !gone.contains(suite));
    }
}
