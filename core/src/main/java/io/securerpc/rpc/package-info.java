/** Methods, JSON-RPC 2.0 and Nano actions: {@link io.securerpc.rpc.RpcService}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.rpc;
