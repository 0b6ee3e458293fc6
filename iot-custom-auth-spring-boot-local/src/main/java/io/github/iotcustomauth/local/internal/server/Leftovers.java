package io.github.iotcustomauth.local.internal.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.broker.EmbeddedBroker;
import io.github.iotcustomauth.local.internal.protocol.BrokerAddress;
import io.github.iotcustomauth.local.internal.session.ClientSession;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.github.iotcustomauth.local.internal.session.SessionDirectory;
import io.github.iotcustomauth.local.internal.session.WillKeeper;
import io.github.iotcustomauth.local.internal.session.WillPublisher;
import io.netty.util.concurrent.Future;

import org.springframework.util.Assert;

/**
 * What clients leave behind: last wills, retained messages and persistent sessions.
 */
final class Leftovers {

	private final EmbeddedBroker broker;

	private final SessionDirectory sessions;

	private final WillKeeper wills;

	private final WillPublisher publisher;

	private final EventLoopCall loop;

	Leftovers(EmbeddedBroker broker, SessionContext context, WillPublisher publisher, EventLoopCall loop) {
		this.broker = broker;
		this.sessions = context.sessions();
		this.wills = context.wills();
		this.publisher = publisher;
		this.loop = loop;
	}

	// Forget them all, but for the sessions of clients that are here. Not on the event
	// loop: who wants to connect waits meanwhile, and everybody else goes on.
	void forget() {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EventLoopCall.SECONDS);
		List<Future<?>> underWay = this.loop.call(this::underWay, List.of());
		for (Future<?> left : underWay) {
			Assert.state(left.awaitUninterruptibly(end - System.nanoTime(), TimeUnit.NANOSECONDS),
					"A client of the local endpoint has gone, and the broker does not let go of its session");
		}
		Set<String> here = this.loop.call(this::hold, Set.of());
		try {
			this.broker.forget((clientId) -> !clientId.startsWith(BrokerAddress.OWN_IDS) && !here.contains(clientId));
		}
		finally {
			this.loop.run(this.sessions::letIn);
		}
	}

	// Return what is to be waited for, since it will leave something behind. On the event
	// loop.
	List<Future<?>> underWay() {
		List<Future<?>> underWay = new ArrayList<>(this.publisher.underWay());
		this.sessions.all()
			.stream()
			.filter(ClientSession::hasEnded)
			.map(ClientSession::whenReleased)
			.forEach(underWay::add);
		return underWay;
	}

	private Set<String> hold() {
		this.wills.clear();
		this.sessions.hold();
		return this.sessions.all().stream().map(ClientSession::brokerClientId).collect(Collectors.toSet());
	}

}
