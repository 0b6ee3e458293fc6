package io.github.iotcustomauth.sample;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * What CloudFormation makes of a template and its parameters, without an account: values
 * of the parameters are checked, conditions and intrinsic functions are evaluated.
 * Resources are named by their logical ids.
 */
final class DeployedTemplate {

	private static final String PREFIX = "eu-west-1:123456789012:";

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]+)}");

	private static final Object NO_VALUE = new Object();

	private final Map<String, Object> template;

	private final Map<String, String> parameters = new HashMap<>();

	DeployedTemplate(String template, Map<String, String> parameters) {
		this.template = CloudFormationYaml.read(template);
		Map<String, Object> declared = section("Parameters");
		parameters.keySet()
			.forEach((name) -> Assert.isTrue(declared.containsKey(name), () -> "There is no parameter '" + name + "'"));
		declared.forEach(
				(name, declaration) -> this.parameters.put(name, value(name, map(declaration), parameters.get(name))));
		section("Rules").forEach((name, rule) -> checkRule(map(rule)));
	}

	private static String value(String name, Map<String, Object> declaration, String given) {
		String value = (given != null) ? given : (String) declaration.get("Default");
		Assert.notNull(value, () -> "Parameter '" + name + "' is missing");
		boolean valid = value.matches((String) declaration.getOrDefault("AllowedPattern", "[\\s\\S]*"))
				&& value.length() >= (int) declaration.getOrDefault("MinLength", 0)
				&& value.length() <= (int) declaration.getOrDefault("MaxLength", 4096)
				&& ((List<?>) declaration.getOrDefault("AllowedValues", List.of(value))).contains(value);
		Assert.isTrue(valid, () -> "Parameter '" + name + "' is not allowed");
		return value;
	}

	private void checkRule(Map<String, Object> rule) {
		if (Boolean.TRUE.equals(evaluate(rule.get("RuleCondition")))) {
			for (Object assertion : (List<?>) rule.get("Assertions")) {
				Assert.isTrue(Boolean.TRUE.equals(evaluate(map(assertion).get("Assert"))),
						() -> String.valueOf(map(assertion).get("AssertDescription")));
			}
		}
	}

	/**
	 * Return the evaluated properties of the only resource of a type.
	 * @param type the type
	 * @return the properties, empty if there is no such resource or its condition does
	 * not hold
	 */
	Optional<Map<String, Object>> resource(String type) {
		List<Map<String, Object>> resources = section("Resources").values()
			.stream()
			.map(DeployedTemplate::map)
			.filter((resource) -> type.equals(resource.get("Type")) && isPresent(resource))
			.toList();
		Assert.isTrue(resources.size() < 2, () -> "There is more than one " + type);
		return resources.stream().findFirst().map((resource) -> map(evaluate(resource.get("Properties"))));
	}

	Set<String> parameters() {
		return section("Parameters").keySet();
	}

	Map<String, String> outputs() {
		Map<String, String> outputs = new LinkedHashMap<>();
		section("Outputs").forEach((name, output) -> {
			if (isPresent(map(output))) {
				outputs.put(name, (String) evaluate(map(output).get("Value")));
			}
		});
		return outputs;
	}

	private boolean isPresent(Map<String, Object> element) {
		Object condition = element.get("Condition");
		return condition == null || holds((String) condition);
	}

	private boolean holds(String condition) {
		Object expression = section("Conditions").get(condition);
		Assert.notNull(expression, () -> "There is no condition '" + condition + "'");
		return Boolean.TRUE.equals(evaluate(expression));
	}

	private Object evaluate(Object value) {
		if (value instanceof List<?> list) {
			return list.stream().map(this::evaluate).filter((element) -> element != NO_VALUE).toList();
		}
		if (!(value instanceof Map<?, ?>)) {
			return value;
		}
		Map<String, Object> map = map(value);
		String first = map.keySet().iterator().next();
		if (map.size() == 1 && (first.equals("Ref") || first.startsWith("Fn::"))) {
			return call(first, map.get(first));
		}
		Map<String, Object> evaluated = new LinkedHashMap<>();
		map.forEach((key, element) -> evaluated.put(key, evaluate(element)));
		evaluated.values().removeIf((element) -> element == NO_VALUE);
		return evaluated;
	}

	private Object call(String function, Object argument) {
		List<?> list = (argument instanceof List<?>) ? (List<?>) argument : List.of(argument);
		return switch (function) {
			case "Ref" -> ref((String) argument);
			case "Fn::Sub" -> substitute((String) argument);
			case "Fn::GetAtt" -> attribute((String) list.get(0), (String) list.get(1));
			case "Fn::If" -> evaluate(list.get(holds((String) list.get(0)) ? 1 : 2));
			case "Fn::Equals" -> Objects.equals(evaluate(list.get(0)), evaluate(list.get(1)));
			case "Fn::Not" -> Boolean.FALSE.equals(evaluate(list.get(0)));
			default -> throw new IllegalArgumentException("Unknown function " + function);
		};
	}

	private Object ref(String name) {
		if (name.equals("AWS::NoValue")) {
			return NO_VALUE;
		}
		if (this.parameters.containsKey(name)) {
			return this.parameters.get(name);
		}
		Map<String, Object> properties = map(resourceNamed(name).get("Properties"));
		return switch ((String) resourceNamed(name).get("Type")) {
			case "AWS::IoT::Authorizer" -> evaluate(properties.get("AuthorizerName"));
			case "AWS::IoT::DomainConfiguration" -> evaluate(properties.get("DomainConfigurationName"));
			default -> name;
		};
	}

	private String substitute(String text) {
		return VARIABLE.matcher(text)
			.replaceAll((variable) -> Matcher.quoteReplacement(variable.group(1).isEmpty()
					? String.valueOf(ref(variable.group(2))) : "${" + variable.group(2) + "}"));
	}

	private String attribute(String name, String attribute) {
		Assert.isTrue(attribute.equals("Arn"), () -> "Unknown attribute '" + attribute + "'");
		return switch ((String) resourceNamed(name).get("Type")) {
			case "AWS::IoT::Authorizer" -> "arn:aws:iot:" + PREFIX + "authorizer/" + ref(name);
			case "AWS::Lambda::Function" -> "arn:aws:lambda:" + PREFIX + "function:" + name;
			case "AWS::Logs::LogGroup" -> "arn:aws:logs:" + PREFIX + "log-group:" + name + ":*";
			case "AWS::IAM::Role" -> "arn:aws:iam::123456789012:role/" + name;
			default -> throw new IllegalArgumentException("The type of '" + name + "' has no known ARN");
		};
	}

	private Map<String, Object> resourceNamed(String name) {
		Object resource = section("Resources").get(name);
		Assert.notNull(resource, () -> "There is no resource or parameter '" + name + "'");
		Assert.isTrue(isPresent(map(resource)), () -> "The condition of resource '" + name + "' does not hold");
		return map(resource);
	}

	private Map<String, Object> section(String name) {
		return map(this.template.getOrDefault(name, Map.of()));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

}
