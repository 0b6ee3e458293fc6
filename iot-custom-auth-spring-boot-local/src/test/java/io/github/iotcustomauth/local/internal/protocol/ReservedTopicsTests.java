package io.github.iotcustomauth.local.internal.protocol;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReservedTopics}.
 */
class ReservedTopicsTests {

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "/$aws", "$aws/rules/r", "$aws/rules/r/a/b", "$aws/things/t/shadow/update",
			"$aws/things/t/shadow/name/n/get", "$aws/things/t/jobs/start-next", "$aws/things/t/jobs/$next/update",
			"$aws/things/t/jobs/7/get", "$aws/commands/clients/c/executions/e/response/json",
			"$aws/commands/things/t/executions/e/response/cbor", "$aws/things/t/defender/metrics/cbor",
			"$aws/things/t/streams/s/describe/json", "$aws/certificates/create-from-csr/json",
			"$aws/provisioning-templates/p/provision/cbor", "$aws/device_location/d/get_position_estimate" })
	void knowsTopicsToPublishOn(String topic) {
		assertThat(ReservedTopics.mayPublish(topic)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$", "$SYS/x", "$aws", "$aws/", "$aws/rules", "$aws/rules/", "$aws/things/t",
			"$aws/things//shadow/update", "$aws/things/t/shadow", "$aws/things/t/shadow/update/accepted",
			"$aws/things/t/shadow/UPDATE", "$aws/things/t/jobs/notify", "$aws/events/presence/connected/c",
			"$aws/commands/clients/c/executions/e/request/json", "$aws/commands/groups/c/executions/e/response/json",
			"$aws/certificates/create/xml" })
	void refusesTopicsToPublishOn(String topic) {
		assertThat(ReservedTopics.mayPublish(topic)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "$aws/#", "$aws/events/#", "$aws/events/presence/+/c", "$aws/+/presence/connected/c",
			"$aws/events/subscriptions/subscribed/#", "$aws/events/job/7/completed", "$aws/things/+/shadow/#",
			"$aws/things/t/shadow/update/delta", "$aws/things/t/shadow/name/+/update/documents", "$aws/things/t/jobs/#",
			"$aws/things/t/jobs/notify-next", "$aws/things/t/jobs/+/update/accepted",
			"$aws/commands/clients/c/executions/+/request/json", "$aws/commands/clients/c/executions/+/request",
			"$aws/commands/clients/c/executions/+/response/accepted/cbor", "$aws/things/t/tunnels/notify",
			"$share/g/$aws/events/presence/connected/+", "$aws/things/t/streams/s/data/json" })
	void knowsFiltersToSubscribeTo(String filter) {
		assertThat(ReservedTopics.maySubscribe(filter)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$SYS/#", "$other/#", "$aws", "$aws/rules/r/#", "$aws/things/t/+",
			"$aws/things/t/jobs/get", "$aws/things/t/tunnels/notify/#", "$aws/events/presence/connected",
			"$aws/events/presence/gone/c", "$share/g/$SYS/a" })
	void refusesFiltersToSubscribeTo(String filter) {
		assertThat(ReservedTopics.maySubscribe(filter)).isFalse();
	}

}
