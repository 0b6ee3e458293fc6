package io.github.iotcustomauth.local.internal.session;

import java.util.concurrent.ExecutorService;

import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.rate.OncePerSecond;
import io.github.iotcustomauth.local.internal.routing.MessageRouter;
import io.netty.channel.EventLoop;

/**
 * What the connections of one endpoint share. Everything but the workers runs on the one
 * event loop, so nothing here needs a lock.
 *
 * @param loop the event loop
 * @param router routes messages to sessions
 * @param authorizer who decides about connection attempts
 * @param workers where the authorizer runs
 * @param sessions the connected clients by client id
 * @param wills the last wills
 * @param lifecycle the lifecycle events
 * @param connectRate the limit of CONNECT packets by client id
 * @param retainedRate the limit of retained messages by topic
 * @param limits the limits to keep
 * @param timeScale how many times faster the time of connections passes
 * @param faults the scripted faults
 * @param listener who hears what happens
 */
public record SessionContext(EventLoop loop, MessageRouter router, ConnectAuthorizer authorizer,
		ExecutorService workers, SessionDirectory sessions, WillKeeper wills, LifecycleEvents lifecycle,
		OncePerSecond connectRate, OncePerSecond retainedRate, Limits limits, double timeScale, ScriptedFaults faults,
		EndpointListener listener) {
}
