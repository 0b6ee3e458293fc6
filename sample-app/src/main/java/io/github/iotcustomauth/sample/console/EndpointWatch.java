package io.github.iotcustomauth.sample.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.LocalIotCoreObserver;
import io.github.iotcustomauth.sample.console.EndpointView.Client;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Watches the local endpoint, if the application has one. Thread-safe.
 */
@Component
class EndpointWatch implements Consumer<LocalIotCoreEvent>, LocalIotCoreObserver {

	/**
	 * Maximum number of clients that are kept.
	 */
	static final int CAPACITY = 50;

	private final Map<String, Client> clients = new LinkedHashMap<>();

	private final @Nullable String address;

	private final AuthorizerCalls calls;

	private final PolicyDecisions decisions;

	EndpointWatch(ObjectProvider<LocalIotCore> endpoints, AuthorizerCalls calls, PolicyDecisions decisions) {
		this.calls = calls;
		this.decisions = decisions;
		LocalIotCore endpoint = endpoints.getIfAvailable();
		this.address = (endpoint != null) ? endpoint.getHost() + ":" + endpoint.getPort() : null;
		if (endpoint != null) {
			endpoint.addEventListener(this);
			endpoint.addObserver(this);
		}
	}

	@Override
	public void authorizerCalled(LocalIotCoreObserver.AuthorizerCall call) {
		this.calls.add(call);
	}

	@Override
	public void policyDecided(LocalIotCoreObserver.Decision decision) {
		this.decisions.add(decision);
	}

	@Override
	public void accept(LocalIotCoreEvent event) {
		this.decisions.add(event);
		switch (event.type()) {
			case CONNECTED -> put(event, true);
			case DISCONNECTED, REFUSED -> put(event, false);
			default -> {
				// it says nothing about the connection
			}
		}
	}

	private void put(LocalIotCoreEvent event, boolean connected) {
		synchronized (this.clients) {
			this.clients.remove(event.clientId());
			this.clients.put(event.clientId(), new Client(event.clientId(), connected, event.at(), event.detail()));
			if (this.clients.size() > CAPACITY) {
				this.clients.remove(this.clients.keySet().iterator().next());
			}
		}
	}

	/**
	 * Return what is to be shown.
	 * @return the view, or {@code null} if there is no local endpoint
	 */
	@Nullable EndpointView view() {
		if (this.address == null) {
			return null;
		}
		synchronized (this.clients) {
			return new EndpointView(this.address, List.copyOf(this.clients.values()), this.calls.calls(),
					this.decisions.decisions());
		}
	}

}
