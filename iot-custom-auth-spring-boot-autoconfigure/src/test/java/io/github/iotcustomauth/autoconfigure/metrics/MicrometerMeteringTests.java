package io.github.iotcustomauth.autoconfigure.metrics;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.DropReason;
import io.github.iotcustomauth.internal.metering.ListenerMeters;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

class MicrometerMeteringTests {

	private final MockClock clock = new MockClock();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);

	private final MicrometerMetering metering = new MicrometerMetering(this.registry,
			new ConnectionGauges(this.registry, new OwnedConnections(),
					new StaticListableBeanFactory().getBeanProvider(IotConnectionFactory.class), Clock.systemUTC()));

	private Set<String> values(String tag) {
		return this.registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getTag(tag))
			.filter((value) -> value != null)
			.collect(Collectors.toSet());
	}

	private double count(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

	@Test
	void attemptsHaveOutcomeAndReason() {
		ConnectionMeters meters = this.metering.of("telemetry");
		meters.connected(TimeUnit.MILLISECONDS.toNanos(20));
		meters.connectFailed(FailureReason.NOT_AUTHORIZED, TimeUnit.MILLISECONDS.toNanos(30));
		meters.connectFailed(FailureReason.CONNECT_TIMEOUT, TimeUnit.MILLISECONDS.toNanos(40));
		assertThat(time("success", "_none")).isEqualTo(20);
		assertThat(time("rejected", "NOT_AUTHORIZED")).isEqualTo(30);
		assertThat(time("failure", "CONNECT_TIMEOUT")).isEqualTo(40);
		assertThat(values("connection")).containsExactly("telemetry");
	}

	private double time(String outcome, String reason) {
		return this.registry.get("iot.connection.attempts")
			.tags("outcome", outcome, "reason", reason)
			.timer()
			.totalTime(TimeUnit.MILLISECONDS);
	}

	@Test
	void publishesHaveOutcomeAndReason() {
		ConnectionMeters meters = this.metering.of("default");
		meters.published();
		meters.publishFailed(FailureReason.NOT_CONNECTED);
		meters.publishFailed(FailureReason.NOT_CONNECTED);
		meters.publishCanceled();
		assertThat(count("iot.publishes", "outcome", "success")).isOne();
		assertThat(count("iot.publishes", "outcome", "failure", "reason", "NOT_CONNECTED")).isEqualTo(2);
		assertThat(count("iot.publishes", "outcome", "canceled")).isOne();
	}

	@Test
	void handlingIsMeasuredByTheClockOfTheRegistry() {
		ListenerMeters listener = this.metering.of("default").listener("kitchen");
		long since = listener.handling();
		this.clock.add(25, TimeUnit.MILLISECONDS);
		listener.handled(since, true);
		assertThat(this.registry.get("iot.listener.handling")
			.tags("listener", "kitchen", "outcome", "success")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(25);
	}

	@Test
	void messagesWithoutAListenerAreCounted() {
		this.metering.of("default").dropped(DropReason.NO_LISTENER);
		assertThat(count("iot.listener.dropped", "listener", "_none", "reason", "NO_LISTENER")).isOne();
	}

	@Test
	void listenersAreBounded() {
		ConnectionMeters meters = this.metering.of("default");
		for (int i = 0; i < 500; i++) {
			meters.listener("devices/" + i).received();
		}
		meters.listener("devices/0").received();
		assertThat(values("listener")).hasSize(101).contains("_others");
		assertThat(count("iot.listener.received", "listener", "_others")).isEqualTo(400);
		assertThat(count("iot.listener.received", "listener", "devices/0")).isEqualTo(2);
	}

	@Test
	void connectionsMadeAtRunTimeAreOne() {
		for (int i = 0; i < 500; i++) {
			ConnectionMeters meters = this.metering.ofConnectionsMadeAtRunTime();
			meters.connected(1);
			meters.listener("devices/" + i).received();
		}
		assertThat(values("connection")).containsExactly("_runtime");
		assertThat(values("listener")).containsExactly("_runtime");
		assertThat(count("iot.listener.received")).isEqualTo(500);
		assertThat(this.registry.get("iot.connections").gauges()).hasSize(7);
	}

	@Test
	void subscriptionsWithoutANameAreOne() {
		this.metering.of("default").listener(null).received();
		assertThat(values("listener")).containsExactly("_unnamed");
	}

}
