package io.github.iotcustomauth.local.internal.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrokerNames}.
 */
class BrokerNamesTests {

	@Test
	void keepsProtocolVersionsAndSharesApart() {
		assertThat(BrokerNames.clientId(5, "a.b:c%2E")).isEqualTo("5/a%2Eb%3Ac%252E");
		assertThat(BrokerNames.clientId(4, "a")).isEqualTo("3/a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "urn::a", ":", "a:b::c" })
	void givesTopicsBack(String topic) {
		assertThat(BrokerNames.topic(topic)).doesNotContain(":");
		assertThat(BrokerNames.fromBroker(BrokerNames.topic(topic))).isEqualTo(topic);
	}

	@ParameterizedTest
	@CsvSource({ "a,a", "#,#", "a/#,a/+/#", "a/+/#,a/+/+/#", "+/#,+/+/#", "$share/g.1/a/#,$share/g%2E1/a/+/#" })
	void translatesFilters(String filter, String translated) {
		assertThat(BrokerNames.filter(filter)).isEqualTo(translated);
	}

}
