package io.github.iotcustomauth.local.internal.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.MessageProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventLogTests {

	private final List<LocalIotCoreEvent> heard = new ArrayList<>();

	private final EventLog log = new EventLog(new Observers());

	@BeforeEach
	void listen() {
		this.log.addListener(this.heard::add);
	}

	@Test
	void keepsTheLastThousandEventsOfEachType() {
		this.log.refused("unwanted", "rule");
		for (int i = 0; i < 1100; i++) {
			this.log.published("a", "topic/" + i, new byte[0], 0, false, MessageProperties.NONE);
		}
		this.log.connected("b", "detail");
		List<LocalIotCoreEvent> events = this.log.getEvents();
		assertThat(events).hasSize(1002);
		assertThat(events.get(0).clientId()).isEqualTo("unwanted");
		assertThat(events.get(1).detail()).isEqualTo("topic/100");
		assertThat(events.get(1001).clientId()).isEqualTo("b");
		assertThat(this.heard).hasSize(1102);
		this.log.clear();
		assertThat(this.log.getEvents()).isEmpty();
	}

	@Test
	void listenerThatFailsStopsNeitherTheEndpointNorOthers(CapturedOutput output) {
		EventLog failing = new EventLog(new Observers());
		failing.addListener((event) -> {
			throw new AssertionError("expected something else");
		});
		failing.addListener(this.heard::add);
		failing.connected("a", "detail");
		assertThat(failing.getEvents()).hasSize(1);
		assertThat(this.heard).hasSize(1);
		assertThat(output).contains("An event listener of the local endpoint failed");
	}

	@Test
	void listenerHearsUntilItIsRemoved() {
		List<LocalIotCoreEvent> others = new ArrayList<>();
		Consumer<LocalIotCoreEvent> listener = others::add;
		this.log.addListener(listener);
		this.log.connected("a", "detail");
		this.log.clear();
		this.log.connected("b", "detail");
		this.log.removeListener(listener);
		this.log.connected("c", "detail");
		assertThat(others).extracting(LocalIotCoreEvent::clientId).containsExactly("a", "b");
		assertThat(this.heard).hasSize(3);
	}

	@Test
	void awaitLooksWithoutAnEvent() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		assertThat(this.log.await(Duration.ofSeconds(30), () -> looks.incrementAndGet() == 3)).isTrue();
	}

	@Test
	void awaitEndsAtItsLimit() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		assertThat(this.log.await(Duration.ZERO, () -> looks.incrementAndGet() == 2)).isFalse();
		assertThat(this.log.await(Duration.ofMillis(120), () -> false)).isFalse();
	}

	@Test
	void logsRefusalsOnOneLine(CapturedOutput output) {
		this.log.refused("evil\nforged line", "no such user");
		assertThat(output).contains("Refused client 'evil?forged line': no such user");
		assertThat(this.heard).extracting(LocalIotCoreEvent::clientId).containsExactly("evil\nforged line");
	}

	@Test
	void overlongClientIdIsCut(CapturedOutput output) {
		String kept = "x".repeat(128);
		String overlong = kept + "y".repeat(65_000);
		this.log.connecting(overlong);
		this.log.refused(overlong, "too long");
		assertThat(this.log.getConnectAttempts(overlong)).hasSize(1);
		assertThat(this.log.getConnectAttempts(kept)).hasSize(1);
		assertThat(this.heard).extracting(LocalIotCoreEvent::clientId).containsExactly(kept);
		assertThat(output).contains("Refused client '" + kept + "': too long").doesNotContain("y".repeat(10));
		this.log.clear();
		assertThat(this.log.getConnectAttempts(kept)).isEmpty();
	}

	@Test
	void logsRepeatedDenialsOnce(CapturedOutput output) {
		this.log.denied("a", "rule one");
		this.log.denied("a", "rule one");
		this.log.denied("a", "rule two");
		assertThat(output.toString().lines().filter((line) -> line.contains("Denied client 'a'"))).hasSize(2);
		assertThat(this.heard).hasSize(3);
	}

	@Test
	void logsWhatTheEndpointEnded(CapturedOutput output) {
		this.log.disconnected("a", "CONNECTION_LOST", "gone");
		this.log.disconnected("b", "CLIENT_INITIATED_DISCONNECT", "bye");
		this.log.disconnected("c", "AUTH_ERROR", "denied");
		assertThat(output).contains("Client 'c' disconnected, AUTH_ERROR: denied")
			.doesNotContain("Client 'a'")
			.doesNotContain("Client 'b'");
		assertThat(this.heard).extracting(LocalIotCoreEvent::detail)
			.containsExactly("CONNECTION_LOST: gone", "CLIENT_INITIATED_DISCONNECT: bye", "AUTH_ERROR: denied");
	}

}
