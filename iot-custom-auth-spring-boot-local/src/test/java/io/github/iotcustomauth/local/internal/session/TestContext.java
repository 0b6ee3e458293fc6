package io.github.iotcustomauth.local.internal.session;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.rate.OncePerSecond;
import io.github.iotcustomauth.local.internal.routing.MessageRouter;
import io.github.iotcustomauth.local.internal.routing.RoutingSettings;
import io.netty.channel.EventLoop;

/**
 * The context of connections in tests without a server.
 */
public final class TestContext {

	private TestContext() {
	}

	public static SessionContext create(EventLoop loop, ConnectAuthorizer authorizer, ExecutorService workers,
			Limits limits, ScriptedFaults faults, EndpointListener listener) {
		MessageRouter router = new MessageRouter(loop, new RoutingSettings(false, Duration.ZERO));
		return new SessionContext(loop, router, authorizer, workers, new SessionDirectory(),
				new WillKeeper(loop, (will) -> router.publish(will.toMessage(router.now()))),
				new LifecycleEvents(router, false), new OncePerSecond(false, () -> 0),
				new OncePerSecond(false, () -> 0), limits, 1, faults, listener);
	}

}
