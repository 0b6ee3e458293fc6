package io.github.iotcustomauth.local.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Conditions on {@code iot:ConnectAttributes}.
 */
class ConnectConditionTests {

	private static final String DOCUMENT = """
			{"Version": "2012-10-17", "Statement": [{"Sid": "S", "Effect": "%s", "Action": "iot:Connect",
			"Resource": "*", "Condition": %s}%s]}""";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ForAllValues | PersistentConnect          |                             | true
			ForAllValues | PersistentConnect          | PERSISTENT_CONNECT          | true
			ForAllValues | PersistentConnect          | LAST_WILL                   | false
			ForAllValues | PersistentConnect          | PERSISTENT_CONNECT LAST_WILL | false
			ForAllValues | PersistentConnect LastWill | PERSISTENT_CONNECT LAST_WILL | true
			ForAllValues |                            |                             | true
			ForAllValues |                            | LAST_WILL                   | false
			ForAnyValue  | PersistentConnect          |                             | false
			ForAnyValue  | PersistentConnect          | LAST_WILL                   | false
			ForAnyValue  | PersistentConnect          | PERSISTENT_CONNECT LAST_WILL | true
			""")
	void allowsWhatIsListed(String quantifier, String listed, String asked, boolean allowed) {
		assertThat(decide("Allow", condition(quantifier, listed), "", attributes(asked)).isAllowed())
			.isEqualTo(allowed);
	}

	@Test
	void denialWithConditionSparesTheOthers() {
		String allow = ",{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
		String condition = condition("ForAnyValue", "LastWill");
		assertThat(decide("Deny", condition, allow, Set.of()).isAllowed()).isTrue();
		PolicyDecision denied = decide("Deny", condition, allow, Set.of(ConnectAttribute.LAST_WILL));
		assertThat(denied.describe())
			.isEqualTo("iot:Connect on client/a is denied by statement 'S' of policy document 1 for *");
	}

	@Test
	void severalConditionsHaveToHoldTogether() {
		String both = """
				{"ForAllValues:StringEquals": {"iot:ConnectAttributes": ["LastWill", "PersistentConnect"]},
				"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"}}""";
		assertThat(decide("Allow", both, "", Set.of()).isAllowed()).isFalse();
		assertThat(decide("Allow", both, "", Set.of(ConnectAttribute.PERSISTENT_CONNECT)).isAllowed()).isFalse();
		assertThat(decide("Allow", both, "", EnumSet.allOf(ConnectAttribute.class)).isAllowed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "{\"ForAllValues:StringEquals\": {}}",
			"{\"ForAllValues:StringEquals\": {\"iot:ConnectAttributes\": {}}}",
			"{\"ForAllValues:StringEquals\": {\"iot:ConnectAttributes\": [null]}}" })
	void whatIsNoConditionIsRefused(String condition) {
		assertThatExceptionOfType(InvalidPolicyException.class)
			.isThrownBy(() -> PolicyDocument.parse(DOCUMENT.formatted("Allow", condition, "")))
			.withMessageStartingWith("Statement 1: ");
	}

	private static PolicyDecision decide(String effect, String condition, String more,
			Set<ConnectAttribute> attributes) {
		PolicyDocument document = PolicyDocument.parse(DOCUMENT.formatted(effect, condition, more));
		return Policies.of(List.of(document), Map.of()).explain("iot:Connect", "client/a", attributes);
	}

	private static String condition(String quantifier, String listed) {
		String values = (listed != null) ? "\"" + listed.replace(" ", "\", \"") + "\"" : "";
		return "{\"" + quantifier + ":StringEquals\": {\"iot:ConnectAttributes\": [" + values + "]}}";
	}

	private static Set<ConnectAttribute> attributes(String names) {
		Set<ConnectAttribute> attributes = EnumSet.noneOf(ConnectAttribute.class);
		if (names != null) {
			for (String name : names.split(" ")) {
				attributes.add(ConnectAttribute.valueOf(name));
			}
		}
		return attributes;
	}

}
