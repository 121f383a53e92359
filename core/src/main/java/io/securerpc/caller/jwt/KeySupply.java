package io.securerpc.caller.jwt;

import io.securerpc.reload.Live;
import java.util.List;

/** The keys of a signer, as they are now. */
interface KeySupply {
    KeyRing current();

    /** Values that somebody has to look at again and again. */
    List<Live<?>> followed();
}
