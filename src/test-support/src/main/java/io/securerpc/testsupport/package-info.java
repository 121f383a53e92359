/** What tests share: a PKI made at run time, raw TLS clients, misbehaving clients, the system's own tools. */
@org.jspecify.annotations.NullMarked
package io.securerpc.testsupport;
