package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.policy.ConnectCondition.Quantifier;
import io.github.iotcustomauth.local.policy.PolicyStatement.Effect;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads policy documents. Strict: an element that it does not know could narrow a
 * statement, so it is an error and not ignored.
 */
final class PolicyDocumentReader {

	private static final String VERSION = "2012-10-17";

	private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");

	private static final Set<String> STATEMENT_ELEMENTS = Set.of("Sid", "Effect", "Action", "Resource", "Condition");

	private static final String CONNECT_ATTRIBUTES = "iot:ConnectAttributes";

	private static final Map<String, Quantifier> OPERATORS = Map.of("ForAllValues:StringEquals",
			Quantifier.FOR_ALL_VALUES, "ForAnyValue:StringEquals", Quantifier.FOR_ANY_VALUE);

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private PolicyDocumentReader() {
	}

	static PolicyDocument read(String json) {
		JsonNode root = readTree(json);
		if (!root.isObject()) {
			throw new InvalidPolicyException("The policy document is not a JSON object");
		}
		requireKnown(root, DOCUMENT_ELEMENTS, "The policy document");
		requireVersion(root.get("Version"));
		JsonNode statement = root.get("Statement");
		if (statement == null || !(statement.isObject() || statement.isArray())) {
			throw new InvalidPolicyException("The policy document needs a Statement, an object or a list of objects");
		}
		return new PolicyDocument(readStatements(statement));
	}

	private static JsonNode readTree(String json) {
		try {
			return MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			TokenStreamLocation location = ex.getLocation();
			String where = (location != null)
					? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")" : "";
			throw new InvalidPolicyException(
					"The policy document is not valid JSON: " + ex.getOriginalMessage() + where, ex);
		}
	}

	private static void requireVersion(@Nullable JsonNode version) {
		// without it, or with 2008-10-17, policy variables would be plain text
		if (version == null || !version.isString() || !VERSION.equals(version.stringValue())) {
			throw new InvalidPolicyException("The policy document needs \"Version\": \"" + VERSION + "\"");
		}
	}

	private static List<PolicyStatement> readStatements(JsonNode node) {
		if (node.isObject()) {
			return List.of(readStatement(node, 1));
		}
		if (node.isEmpty()) {
			throw new InvalidPolicyException("The policy document has an empty Statement list");
		}
		List<PolicyStatement> statements = new ArrayList<>();
		for (JsonNode element : node) {
			statements.add(readStatement(element, statements.size() + 1));
		}
		return statements;
	}

	private static PolicyStatement readStatement(JsonNode node, int number) {
		try {
			return readStatement(node);
		}
		catch (InvalidPolicyException ex) {
			throw new InvalidPolicyException("Statement " + number + ": " + ex.getMessage(), ex);
		}
	}

	private static PolicyStatement readStatement(JsonNode node) {
		if (!node.isObject()) {
			throw new InvalidPolicyException("it is not a JSON object");
		}
		requireKnown(node, STATEMENT_ELEMENTS, "it");
		JsonNode sid = node.get("Sid");
		if (sid != null && !sid.isString()) {
			throw new InvalidPolicyException("Sid is not a string");
		}
		return new PolicyStatement((sid != null) ? sid.stringValue() : null, readEffect(node.get("Effect")),
				readStrings(node, "Action"), readStrings(node, "Resource"), readConditions(node.get("Condition")));
	}

	private static List<ConnectCondition> readConditions(@Nullable JsonNode node) {
		if (node == null) {
			return List.of();
		}
		if (!node.isObject()) {
			throw new InvalidPolicyException("Condition is not a JSON object");
		}
		List<ConnectCondition> conditions = new ArrayList<>();
		for (Map.Entry<String, JsonNode> operator : node.properties()) {
			Quantifier quantifier = OPERATORS.get(operator.getKey());
			JsonNode keys = operator.getValue();
			if (quantifier == null || !keys.isObject() || keys.size() != 1 || !keys.has(CONNECT_ATTRIBUTES)) {
				throw new InvalidPolicyException("it has a Condition that the local endpoint does not evaluate; "
						+ "it knows ForAllValues:StringEquals and ForAnyValue:StringEquals on " + CONNECT_ATTRIBUTES);
			}
			conditions.add(new ConnectCondition(quantifier, Set.copyOf(readStrings(keys, CONNECT_ATTRIBUTES))));
		}
		return conditions;
	}

	private static Effect readEffect(@Nullable JsonNode node) {
		String effect = (node != null && node.isString()) ? node.stringValue() : "";
		return switch (effect) {
			case "Allow" -> Effect.ALLOW;
			case "Deny" -> Effect.DENY;
			default -> throw new InvalidPolicyException("Effect is neither \"Allow\" nor \"Deny\"");
		};
	}

	private static List<String> readStrings(JsonNode statement, String name) {
		JsonNode node = statement.get(name);
		if (node == null) {
			throw new InvalidPolicyException(name + " is missing");
		}
		if (node.isString()) {
			return List.of(node.stringValue());
		}
		if (!node.isArray()) {
			throw new InvalidPolicyException(name + " is neither a string nor a list of strings");
		}
		List<String> strings = new ArrayList<>();
		for (JsonNode element : node) {
			if (!element.isString()) {
				throw new InvalidPolicyException(name + " has an element that is not a string");
			}
			strings.add(element.stringValue());
		}
		return strings;
	}

	private static void requireKnown(JsonNode node, Set<String> known, String subject) {
		for (String name : node.propertyNames()) {
			if (!known.contains(name)) {
				throw new InvalidPolicyException(
						subject + " has an element '" + name + "' that the local endpoint does not evaluate");
			}
		}
	}

}
