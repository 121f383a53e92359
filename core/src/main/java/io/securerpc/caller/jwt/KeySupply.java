package io.securerpc.caller.jwt;

import io.securerpc.reload.Live;
import java.util.List;

/** The keys of a signer, as they are now. */
interface KeySupply {
    KeyRing current();

    /** A token was signed by a key that is not there: there may be a newer state of them. May take a moment. */
    void missed();

    /** Values that somebody has to look at again and again. */
    List<Live<?>> followed();
}
