package io.github.iotcustomauth.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.iotcustomauth.local.policy.PolicyStatement.Condition;
import io.github.iotcustomauth.local.policy.PolicyStatement.Effect;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * Reads policy documents. Strict: an element that it does not know could narrow a
 * statement, so it is an error and not ignored.
 */
final class PolicyDocumentReader {

	private static final String VERSION = "2012-10-17";

	private static final List<String> DOCUMENT_ELEMENTS = List.of("Version", "Id", "Statement");

	private static final List<String> STATEMENT_ELEMENTS = List.of("Sid", "Effect", "Action", "Resource", "NotResource",
			"Condition");

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
			return JsonTree.read(json);
		}
		catch (JacksonException ex) {
			TokenStreamLocation location = ex.getLocation();
			String where = (location != null)
					? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
			String twice = ex.getOriginalMessage().startsWith("Duplicate") ? ": an element is there twice" : "";
			throw new InvalidPolicyException("The policy document is not valid JSON" + where + twice, ex);
		}
	}

	private static void requireVersion(@Nullable JsonNode version) {
		// without it, or with 2008-10-17, policy variables would be plain text
		if (version == null || !version.isString() || !VERSION.equals(version.stringValue())) {
			throw new InvalidPolicyException("The policy document needs \"Version\": \"" + VERSION + "\""
					+ ((version != null) ? ", it has " + version : ""));
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
		boolean notResource = node.has("NotResource");
		if (notResource && node.has("Resource")) {
			throw new InvalidPolicyException("it has both Resource and NotResource");
		}
		return new PolicyStatement((sid != null) ? sid.stringValue() : null, readEffect(node.get("Effect")),
				readStrings(node, "Action", JsonNode::isString),
				readStrings(node, notResource ? "NotResource" : "Resource", JsonNode::isString),
				readConditions(node.get("Condition")), notResource);
	}

	private static List<Condition> readConditions(@Nullable JsonNode node) {
		if (node == null) {
			return List.of();
		}
		if (!node.isObject()) {
			throw new InvalidPolicyException("Condition is not a JSON object");
		}
		List<Condition> conditions = new ArrayList<>();
		for (Map.Entry<String, JsonNode> operator : node.properties()) {
			JsonNode keys = operator.getValue();
			if (!keys.isObject() || keys.isEmpty()) {
				throw new InvalidPolicyException("it has a Condition '" + operator.getKey() + "' without a key");
			}
			for (String key : keys.propertyNames()) {
				conditions.add(new Condition(operator.getKey(), key,
						readStrings(keys, key, (value) -> value.isString() || value.isBoolean() || value.isNumber())));
			}
		}
		return conditions;
	}

	private static Effect readEffect(@Nullable JsonNode node) {
		String effect = (node != null && node.isString()) ? node.stringValue() : "";
		return switch (effect) {
			case "Allow" -> Effect.ALLOW;
			case "Deny" -> Effect.DENY;
			default -> throw new InvalidPolicyException(
					"Effect is neither \"Allow\" nor \"Deny\"" + ((node != null) ? ", it is " + node : ""));
		};
	}

	private static List<String> readStrings(JsonNode statement, String name, Predicate<JsonNode> isText) {
		JsonNode node = statement.get(name);
		if (node == null) {
			throw new InvalidPolicyException(name + " is missing");
		}
		if (isText.test(node)) {
			return List.of(node.asString());
		}
		if (!node.isArray()) {
			throw new InvalidPolicyException(name + " is neither a string nor a list of strings");
		}
		List<String> strings = new ArrayList<>();
		for (JsonNode element : node) {
			if (!isText.test(element)) {
				throw new InvalidPolicyException(name + " has an element that is not a string");
			}
			strings.add(element.asString());
		}
		return strings;
	}

	private static void requireKnown(JsonNode node, List<String> known, String subject) {
		for (String name : node.propertyNames()) {
			if (!known.contains(name)) {
				String meant = Spelling.nearest(name, known);
				throw new InvalidPolicyException(subject + " has an element '" + name + "'" + ((meant != null)
						? ", write it as '" + meant + "'" : " that the local endpoint does not evaluate"));
			}
		}
	}

}
