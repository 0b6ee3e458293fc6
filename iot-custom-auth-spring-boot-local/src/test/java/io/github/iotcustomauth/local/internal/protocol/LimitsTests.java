package io.github.iotcustomauth.local.internal.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Limits}.
 */
class LimitsTests {

	@ParameterizedTest
	@EnumSource
	void limitIsSwitchedOffAlone(Limit off) {
		Map<Limit, Object> kept = figures(Limits.ALL);
		Map<Limit, Object> expected = figures(new Limits(Set.of(off)));
		assertThat(expected.remove(off)).isNotEqualTo(kept.remove(off));
		assertThat(expected).isEqualTo(kept);
	}

	private static Map<Limit, Object> figures(Limits limits) {
		Map<Limit, Object> figures = new EnumMap<>(Limit.class);
		for (Limit limit : Limit.values()) {
			figures.put(limit, figure(limits, limit));
		}
		return figures;
	}

	private static Object figure(Limits limits, Limit limit) {
		return switch (limit) {
			case PAYLOAD -> List.of(limits.packetBytes(), limits.payloadBytes());
			case TOPIC -> List.of(limits.topicBytes(), limits.topicSlashes());
			case FILTERS_PER_SUBSCRIBE -> limits.filtersPerSubscribe();
			case SUBSCRIPTIONS -> limits.subscriptions();
			case IN_FLIGHT -> limits.inFlight();
			case KEEP_ALIVE -> List.of(limits.keepAliveSeconds(0), limits.keepAliveSeconds(5));
			case SESSION_EXPIRY -> limits.sessionExpirySeconds();
			case PUBLISH_RATE -> List.of(limits.publishesPerSecond(), limits.bytesPerSecond());
			case CONNECT_RATE, TAKE_OVER, CONNACK, REDELIVERY, QUEUED_DELIVERY, RETAINED_RATE -> limits.keep(limit);
		};
	}

}
