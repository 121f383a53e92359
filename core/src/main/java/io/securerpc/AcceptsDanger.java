package io.securerpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks code that knowingly calls an API whose name starts with {@code dangerously}; Error Prone refuses such calls
 * elsewhere, so a reviewer finds every one of them by this name.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
public @interface AcceptsDanger {
    /**
     * Why the danger is acceptable here.
     *
     * @return one sentence for the reviewer
     */
    String value();
}
