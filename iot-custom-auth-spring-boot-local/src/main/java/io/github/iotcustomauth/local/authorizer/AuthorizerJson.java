package io.github.iotcustomauth.local.authorizer;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Events and responses as JSON.
 */
final class AuthorizerJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	private AuthorizerJson() {
	}

	static String write(AuthorizerEvent event) {
		return MAPPER.writeValueAsString(event);
	}

	/**
	 * Read a response, which may be JSON text with the JSON text of one in it. Elements
	 * that AWS IoT Core does not know are ignored; the log names those that look like a
	 * known one.
	 * @param json the JSON text
	 * @return the response, whose types are right and whose values are unchecked
	 * @throws InvalidAuthorizerResponseException if it has not the form of a response
	 */
	static AuthorizerResponse readResponse(String json) {
		JsonNode root = readTree(json);
		if (root.isString()) {
			root = readText(root.stringValue());
		}
		ResponseForm.require(root);
		Boolean authenticated = bool(root, ResponseForm.IS_AUTHENTICATED);
		try {
			return new AuthorizerResponse(authenticated, string(root, "principalId"), documents(root),
					number(root, "disconnectAfterInSeconds"), number(root, "refreshAfterInSeconds"), null);
		}
		catch (InvalidAuthorizerResponseException ex) {
			throw new InvalidAuthorizerResponseException(String.valueOf(ex.getMessage()),
					Boolean.FALSE.equals(authenticated));
		}
	}

	private static JsonNode readText(String text) {
		try {
			return MAPPER.readTree(text);
		}
		catch (JacksonException ex) {
			return StringNode.valueOf(text);
		}
	}

	private static JsonNode readTree(String json) {
		try {
			return MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			// its message quotes the text
			TokenStreamLocation location = ex.getLocation();
			throw new InvalidAuthorizerResponseException("it is not valid JSON" + ((location != null)
					? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")" : ""));
		}
	}

	private static @Nullable JsonNode find(JsonNode root, String name) {
		JsonNode node = root.get(name);
		return (node != null && !node.isNull()) ? node : null;
	}

	private static @Nullable Boolean bool(JsonNode root, String name) {
		JsonNode node = find(root, name);
		require(node == null || node.isBoolean(), name + " is neither true nor false");
		return (node != null) ? node.booleanValue() : null;
	}

	private static @Nullable String string(JsonNode root, String name) {
		JsonNode node = find(root, name);
		require(node == null || node.isString(), name + " is not a string");
		return (node != null) ? node.stringValue() : null;
	}

	private static @Nullable Long number(JsonNode root, String name) {
		JsonNode node = find(root, name);
		require(node == null || (node.isNumber() && isWhole(node.doubleValue())), name + " is not a whole number");
		return (node != null) ? (long) node.doubleValue() : null;
	}

	// 3600.0 is one, as JSON has one kind of number. What is too large is out of bounds,
	// too.
	private static boolean isWhole(double value) {
		return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE;
	}

	private static @Nullable List<String> documents(JsonNode root) {
		JsonNode node = find(root, "policyDocuments");
		if (node == null) {
			return null;
		}
		require(node.isArray(), "policyDocuments is not a list");
		List<String> documents = new ArrayList<>();
		for (JsonNode document : node) {
			require(document.isString() || document.isObject(),
					"policyDocuments[" + documents.size() + "] is neither an object nor a string");
			documents.add(document.isString() ? document.stringValue() : document.toString());
		}
		return documents;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new InvalidAuthorizerResponseException(message);
		}
	}

}
