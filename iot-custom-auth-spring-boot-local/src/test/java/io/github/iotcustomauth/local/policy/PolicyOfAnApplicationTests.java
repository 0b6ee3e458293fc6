package io.github.iotcustomauth.local.policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/local-endpoint.md} shows about tests of a policy alone.
 */
class PolicyOfAnApplicationTests {

	private static final Path PAGE = Path.of("../docs/local-endpoint.md");

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": [
			{"Sid": "Itself", "Effect": "Allow", "Action": "iot:Connect", "Resource": "arn:aws:iot:*:*:client/sensor-*"},
			{"Sid": "OwnTopics", "Effect": "Allow", "Action": "iot:Publish",
			"Resource": "arn:aws:iot:*:*:topic/${iot:ClientId}/*"}]}""";

	@Test
	void sensorWritesItsOwnTopicsOnly() {
		Policies policies = Policies.of(List.of(PolicyDocument.parse(POLICY)), Map.of("iot:ClientId", "sensor-7"));
		PolicyDecision own = policies.explain("iot:Publish", "topic/sensor-7/temperature");
		assertThat(own.isAllowed()).as(own.describe()).isTrue();
		PolicyDecision foreign = policies.explain("iot:Publish", "topic/sensor-8/temperature");
		assertThat(foreign.isAllowed()).as(foreign.describe()).isFalse();
	}

	@Test
	void pageShowsThisTestAndWhatItSays() throws Exception {
		String page = Files.readString(PAGE);
		String source = Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
		assertThat(Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page).results())
			.filteredOn((block) -> block.group(1).contains("Policies.of"))
			.singleElement()
			.satisfies((block) -> assertThat(source).contains(block.group(1)));
		Policies policies = Policies.of(List.of(PolicyDocument.parse(POLICY)), Map.of("iot:ClientId", "sensor-7"));
		assertThat(page.replace('\n', ' '))
			.contains("`" + policies.explain("iot:Publish", "topic/sensor-8/temperature").describe() + "`");
	}

}
