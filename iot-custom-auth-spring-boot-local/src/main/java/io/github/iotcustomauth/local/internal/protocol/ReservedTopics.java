package io.github.iotcustomauth.local.internal.protocol;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Topics that begin with {@code $} and exist at AWS IoT Core, with what a client may do
 * there.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html">Reserved
 * topics</a>
 */
public final class ReservedTopics {

	private static final String THING = "$aws/things/+/";

	private static final String COMMAND = "$aws/commands/things|clients/+/executions/+/";

	private static final String FORMAT = "/json|cbor";

	private static final String ANSWER = "/accepted|rejected";

	// '+' stands for any level, '|' separates alternatives, '#' stands for the rest
	private static final List<List<Set<String>>> PUBLISH = parse("$aws/rules/+", "$aws/rules/+/#",
			THING + "shadow/get|update|delete", THING + "shadow/name/+/get|update|delete",
			THING + "jobs/get|start-next", THING + "jobs/+/get|update", COMMAND + "response" + FORMAT,
			THING + "defender/metrics" + FORMAT, THING + "streams/+/get|describe" + FORMAT,
			"$aws/certificates/create|create-from-csr" + FORMAT, "$aws/provisioning-templates/+/provision" + FORMAT,
			"$aws/device_location/+/get_position_estimate");

	private static final List<List<Set<String>>> SUBSCRIBE = parse(THING + "shadow/get|update|delete",
			THING + "shadow/get|update|delete" + ANSWER, THING + "shadow/update/delta|documents",
			THING + "shadow/name/+/get|update|delete", THING + "shadow/name/+/get|update|delete" + ANSWER,
			THING + "shadow/name/+/update/delta|documents", THING + "jobs/notify|notify-next",
			THING + "jobs/get|start-next" + ANSWER, THING + "jobs/+/get|update" + ANSWER, COMMAND + "request",
			COMMAND + "request" + FORMAT, COMMAND + "response" + ANSWER, COMMAND + "response" + ANSWER + FORMAT,
			THING + "defender/metrics" + FORMAT + ANSWER, THING + "streams/+/data|description|rejected" + FORMAT,
			THING + "tunnels/notify", "$aws/certificates/create|create-from-csr" + FORMAT + ANSWER,
			"$aws/provisioning-templates/+/provision" + FORMAT + ANSWER,
			"$aws/device_location/+/get_position_estimate" + ANSWER,
			"$aws/events/presence/connected|disconnected|connect_failed/+",
			"$aws/events/subscriptions/subscribed|unsubscribed/+", "$aws/events/certificates/registered/+",
			"$aws/events/job/+/canceled|cancellation_in_progress|completed|deleted|deletion_in_progress",
			"$aws/events/jobExecution/+/canceled|deleted|failed|rejected|removed|succeeded|timed_out",
			"$aws/events/thing|thingGroup|thingType/+/created|updated|deleted",
			"$aws/events/thingTypeAssociation/thing/+/+",
			"$aws/events/thingGroupMembership/thingGroup/+/thing/+/added|removed",
			"$aws/events/thingGroupHierarchy/thingGroup/+/childThingGroup/+/added|removed",
			"$aws/sitewise/asset-models/+/assets/+/properties/+");

	private ReservedTopics() {
	}

	private static List<List<Set<String>>> parse(String... patterns) {
		return Stream.of(patterns)
			.map((pattern) -> Stream.of(pattern.split("/")).map((level) -> Set.of(level.split("\\|"))).toList())
			.toList();
	}

	/**
	 * Return whether a client may publish on a topic as far as reserved topics go.
	 * @param topic the topic
	 * @return whether the topic is not reserved, or AWS lets clients publish there
	 */
	public static boolean mayPublish(String topic) {
		return !Topics.isReserved(topic) || isOneOf(PUBLISH, topic);
	}

	/**
	 * Return whether a client may subscribe to a filter as far as reserved topics go.
	 * @param filter the topic filter, perhaps of a shared subscription
	 * @return whether the filter is not reserved, or matches a topic that AWS publishes
	 * on
	 */
	public static boolean maySubscribe(String filter) {
		String plain = Topics.withoutGroup(filter);
		return !Topics.isReserved(plain) || isOneOf(SUBSCRIBE, plain);
	}

	private static boolean isOneOf(List<List<Set<String>>> patterns, String filter) {
		String[] levels = filter.split("/", -1);
		return patterns.stream().anyMatch((pattern) -> overlap(levels, pattern));
	}

	private static boolean overlap(String[] levels, List<Set<String>> pattern) {
		for (int i = 0; i < levels.length; i++) {
			if (i == pattern.size()) {
				return false;
			}
			Set<String> allowed = pattern.get(i);
			if (levels[i].equals("#") || allowed.contains("#")) {
				return true;
			}
			if (!levels[i].equals("+") && !allowed.contains(levels[i])
					&& (!allowed.contains("+") || levels[i].isEmpty())) {
				return false;
			}
		}
		return levels.length == pattern.size();
	}

}
