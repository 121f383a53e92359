package io.securerpc.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test of what callers see, run a second time by {@code -Dfunctional.jvm=JAVA}: on that JVM, where handlers run on virtual threads. It makes its services by the adapter's
 * {@code TestService}, which knows of the difference; it may rely on the order of answers to one connection, and on nothing about threads.
 */
@Tag("functional")
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Functional {}
