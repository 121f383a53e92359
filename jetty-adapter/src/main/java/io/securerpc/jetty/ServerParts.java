package io.securerpc.jetty;

import io.securerpc.event.SecurityEventListener;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcService;

/**
 * What the doors of one server share.
 *
 * @param service what is called
 * @param limits what bounds it
 * @param events who is told
 * @param credentials ends WebSockets whose credential has ended
 * @param queues the unsent messages of all WebSockets
 * @param memory what all requests and answers hold
 * @param drain what runs, and whether anything may still begin
 */
record ServerParts(
        RpcService service,
        Limits limits,
        SecurityEventListener events,
        CredentialWatch credentials,
        OutgoingQueues queues,
        ServerMemory memory,
        Drain drain) {}
