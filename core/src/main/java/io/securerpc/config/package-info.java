/** TOML files to the objects of the other packages: {@link io.securerpc.config.NanoConfig}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.config;
