package io.github.iotcustomauth.local;

import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Start and stop.
 */
class LifecycleIntegrationTests {

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().contains("local-iot-core"))
			.collect(Collectors.toSet());
	}

	@Test
	void startOnATakenPortLeavesNothingBehind() {
		try (TestEndpoint holder = TestEndpoint.start()) {
			Set<Thread> before = threads();
			assertThatIllegalStateException()
				.isThrownBy(() -> TestEndpoint.start((settings) -> settings.withPort(holder.port())))
				.withMessageContaining("127.0.0.1:" + holder.port())
				.withRootCauseInstanceOf(BindException.class);
			await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(before).containsAll(threads()));
		}
	}

	@Test
	void stopLeavesNoThread() throws Exception {
		Set<Thread> before = threads();
		try (TestEndpoint endpoint = TestEndpoint.start(); RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("thread");
		}
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(before).containsAll(threads()));
	}

	@Test
	void clientsAreToldAndThePortIsFreeAgain() throws Exception {
		TestEndpoint first = TestEndpoint.start();
		int port = first.port();
		try (RawClient tls = RawClient.tls(port, 5);
				RawClient webSocket = RawClient.webSocket(port, 5);
				RawClient old = RawClient.tls(port, 4)) {
			tls.connect("tls");
			webSocket.connect("webSocket");
			old.connect("old");
			first.close();
			tls.expectDisconnect(0x8B);
			webSocket.expectDisconnect(0x8B);
			old.expectEnd();
		}
		first.close();
		first.core().cutConnections();
		first.core().disconnectClient("tls", 0x98);
		assertThat(first.core().getConnectedClients()).isEmpty();
		try (TestEndpoint second = TestEndpoint.start((settings) -> settings.withPort(port));
				RawClient client = RawClient.tls(port, 5)) {
			assertThat(second.core().getHost()).isEqualTo("localhost");
			assertThat(second.port()).isEqualTo(port);
			client.connect("again");
			client.expectNothingButPong();
		}
	}

	@Test
	void endpointsDoNotKnowEachOther() throws Exception {
		try (TestEndpoint one = TestEndpoint.start();
				TestEndpoint two = TestEndpoint.start();
				RawClient here = RawClient.tls(one.port(), 5)) {
			here.connect("same");
			here.subscribe(1, 0, "a");
			try (RawClient there = RawClient.tls(two.port(), 5)) {
				there.connect("same");
				there.publish("a", 0, 0, "x");
				there.expectNothingButPong();
			}
			two.close();
			here.expectNothingButPong();
		}
	}

	@Test
	void listenerHearsEventsAndMayCallBackAndFail() throws Exception {
		List<LocalIotCoreEvent> heard = new CopyOnWriteArrayList<>();
		LocalIotCore[] core = new LocalIotCore[1];
		try (TestEndpoint endpoint = TestEndpoint.start((settings) -> settings.withEventListener((event) -> {
			heard.add(event);
			if (event.type() == Type.PUBLISHED) {
				core[0].disconnectClient(event.clientId(), 0x97);
				throw new IllegalStateException("broken listener");
			}
		})); RawClient client = RawClient.tls(endpoint.port(), 5)) {
			core[0] = endpoint.core();
			client.connect("caller");
			client.publish("a", 0, 0, "x");
			client.expectDisconnect(0x97);
			assertThat(heard).extracting(LocalIotCoreEvent::type)
				.containsExactly(Type.CONNECTED, Type.PUBLISHED, Type.DISCONNECTED);
			assertThat(heard).extracting(LocalIotCoreEvent::clientId).containsOnly("caller");
			assertThat(endpoint.core().getEvents()).containsExactlyInAnyOrderElementsOf(heard);
		}
	}

}
