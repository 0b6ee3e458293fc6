package io.github.iotcustomauth.local;

import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

	/**
	 * A broker's threads have its identifier in their names, those of a gateway a number.
	 */
	private static final Pattern OWNER = Pattern
		.compile("local-iot-core-(?:authorizer-)?(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+)");

	/**
	 * Return who has threads. Not the threads: those of an endpoint that runs may become
	 * more.
	 */
	private static Set<String> owners() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map((thread) -> OWNER.matcher(thread.getName()))
			.filter(Matcher::find)
			.map(Matcher::group)
			.collect(Collectors.toSet());
	}

	private static void awaitNoOwnersBut(Set<String> before) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(before).containsAll(owners()));
	}

	@Test
	void startOnATakenPortLeavesNothingBehind() {
		try (TestEndpoint holder = TestEndpoint.start()) {
			Set<String> before = owners();
			assertThatIllegalStateException()
				.isThrownBy(() -> TestEndpoint.start((settings) -> settings.port(holder.port())))
				.withMessageContaining("127.0.0.1:" + holder.port())
				.withRootCauseInstanceOf(BindException.class);
			awaitNoOwnersBut(before);
		}
	}

	@Test
	void stopLeavesNoThread() throws Exception {
		Set<String> before = owners();
		try (TestEndpoint endpoint = TestEndpoint.start(); RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("thread");
		}
		awaitNoOwnersBut(before);
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
		first.core().expireClient("tls");
		assertThat(first.core().getConnectedClients()).isEmpty();
		try (TestEndpoint second = startOn(port); RawClient client = RawClient.tls(port, 5)) {
			assertThat(second.core().getHost()).isEqualTo("localhost");
			assertThat(second.port()).isEqualTo(port);
			client.connect("again");
			client.expectNothingButPong();
		}
	}

	/**
	 * Start on a port that another process may have taken for a moment, since it was
	 * free.
	 */
	private static TestEndpoint startOn(int port) {
		return await().atMost(Duration.ofSeconds(30))
			.ignoreException(IllegalStateException.class)
			.until(() -> TestEndpoint.start((settings) -> settings.port(port)), Objects::nonNull);
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
				there.publish("a", 1, 1, "x");
				there.expectPubAck(1, 0);
			}
			here.expectNothingBefore("a");
			two.close();
			here.expectNothingBefore("a");
		}
	}

	@Test
	void listenerHearsEventsAndMayCallBackAndFail() throws Exception {
		List<LocalIotCoreEvent> heard = new CopyOnWriteArrayList<>();
		try (TestEndpoint endpoint = TestEndpoint.start(); RawClient client = RawClient.tls(endpoint.port(), 5)) {
			LocalIotCore core = endpoint.core();
			core.addEventListener((event) -> {
				heard.add(event);
				if (event.type() == Type.PUBLISHED) {
					core.disconnectClient(event.clientId(), 0x97);
					throw new IllegalStateException("broken listener");
				}
			});
			client.connect("caller");
			client.publish("a", 0, 0, "x");
			client.expectDisconnect(0x97);
			assertThat(heard).extracting(LocalIotCoreEvent::type)
				.containsExactly(Type.CONNECTED, Type.PUBLISHED, Type.DISCONNECTED);
			assertThat(heard).extracting(LocalIotCoreEvent::clientId).containsOnly("caller");
			assertThat(core.getEvents()).containsExactlyInAnyOrderElementsOf(heard);
		}
	}

}
