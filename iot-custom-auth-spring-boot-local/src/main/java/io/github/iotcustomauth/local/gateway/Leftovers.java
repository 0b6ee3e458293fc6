package io.github.iotcustomauth.local.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.broker.EmbeddedBroker;
import io.netty.util.concurrent.Future;

/**
 * What clients leave behind: last wills, retained messages and persistent sessions. Used
 * on the event loop.
 */
final class Leftovers {

	private final EmbeddedBroker broker;

	private final SessionDirectory sessions;

	private final WillKeeper wills;

	private final WillPublisher publisher;

	Leftovers(EmbeddedBroker broker, GatewayContext context, WillPublisher publisher) {
		this.broker = broker;
		this.sessions = context.sessions();
		this.wills = context.wills();
		this.publisher = publisher;
	}

	// Return what is to be waited for, since it will leave something behind.
	List<Future<?>> underWay() {
		List<Future<?>> underWay = new ArrayList<>(this.publisher.underWay());
		this.sessions.all()
			.stream()
			.filter(ClientSession::hasEnded)
			.map(ClientSession::whenReleased)
			.forEach(underWay::add);
		return underWay;
	}

	// Sessions of clients that are here stay. No client can come before this method
	// returns, since that would need the event loop.
	void forget() {
		this.wills.clear();
		Set<String> here = this.sessions.all().stream().map(ClientSession::brokerId).collect(Collectors.toSet());
		this.broker.forget((clientId) -> !clientId.startsWith(WillPublisher.PREFIX) && !here.contains(clientId));
	}

}
