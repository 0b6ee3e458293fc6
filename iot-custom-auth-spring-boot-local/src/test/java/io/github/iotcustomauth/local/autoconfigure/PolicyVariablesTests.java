package io.github.iotcustomauth.local.autoconfigure;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PolicyVariables}.
 */
class PolicyVariablesTests {

	@ParameterizedTest
	@CsvSource({ "client/${iot:ClientId}, client/${iot:ClientId}", "${IOT:clientid}, ${IOT:clientid}",
			"${aws:SourceIp}, ${aws:SourceIp}", "${name}, door", "${none:${iot:DomainName}}, ${iot:DomainName}",
			"${nested}/${name}, a/${iot:ClientId}/door/door", "${iot.thing:x}, x", "${unknown}, ${unknown}",
			"${iot:Connection.Thing.ThingName}, ${iot:Connection.Thing.ThingName}", "\\${name}, ${name}" })
	void variablesStayAndPlaceholdersAreResolved(String value, String expected) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.of("test.value", value, "name", "door", "nested", "a/${iot:ClientId}/${name}")));
		assertThat(PolicyVariables.binder(environment).bind("test.value", String.class).get()).isEqualTo(expected);
	}

}
