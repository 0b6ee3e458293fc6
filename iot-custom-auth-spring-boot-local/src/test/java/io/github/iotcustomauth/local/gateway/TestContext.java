package io.github.iotcustomauth.local.gateway;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.internal.routing.MessageRouter;
import io.github.iotcustomauth.local.internal.routing.RoutingSettings;
import io.netty.channel.EventLoop;

/**
 * The context of connections in tests without a server.
 */
final class TestContext {

	private TestContext() {
	}

	static GatewayContext create(EventLoop loop, ConnectAuthorizer authorizer, ExecutorService workers, Limits limits,
			Faults faults, GatewayListener listener) {
		MessageRouter router = new MessageRouter(loop, new RoutingSettings(false, Duration.ZERO));
		return new GatewayContext(loop, router, authorizer, workers, new SessionDirectory(),
				new WillKeeper(loop, (will) -> router.publish(will.toMessage(router.now()))),
				new LifecycleEvents(router, false), new ConnectRate(false, () -> 0), limits, 1, faults, listener);
	}

}
