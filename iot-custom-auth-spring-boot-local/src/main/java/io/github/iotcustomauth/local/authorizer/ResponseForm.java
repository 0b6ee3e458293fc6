package io.github.iotcustomauth.local.authorizer;

import java.util.List;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.JsonNode;

/**
 * Names what an answer is when it is not the object that AWS IoT Core expects.
 */
final class ResponseForm {

	static final String IS_AUTHENTICATED = "isAuthenticated";

	private static final List<String> ELEMENTS = List.of(IS_AUTHENTICATED, "principalId", "policyDocuments",
			"refreshAfterInSeconds", "disconnectAfterInSeconds");

	private static final Log logger = LogFactory.getLog(ResponseForm.class);

	private ResponseForm() {
	}

	static void require(JsonNode root) {
		if (!root.isObject()) {
			throw new InvalidAuthorizerResponseException("it is " + kind(root) + ", not a JSON object");
		}
		if (!root.has(IS_AUTHENTICATED) && root.has("statusCode") && root.has("body")) {
			throw new InvalidAuthorizerResponseException(
					"it is an answer for HTTP, with statusCode and body; answer with what is in the body alone");
		}
		if (!root.has(IS_AUTHENTICATED) && root.has("authenticated")) {
			throw new InvalidAuthorizerResponseException("isAuthenticated is missing, and 'authenticated' is unknown; "
					+ "the getter of a Java class has to be named getIsAuthenticated()");
		}
		root.propertyNames().forEach((name) -> reportLookalike(name, root));
	}

	private static String kind(JsonNode root) {
		if (root.isNull()) {
			return "null";
		}
		if (root.isArray()) {
			return "a list";
		}
		return root.isString() ? "text" : "a " + (root.isNumber() ? "number" : "boolean");
	}

	private static void reportLookalike(String name, JsonNode root) {
		ELEMENTS.stream()
			.filter((element) -> !root.has(element) && isLike(name, element))
			.findFirst()
			.ifPresent((element) -> logger.warn("AWS IoT Core ignores the element '" + name
					+ "' of an authorizer's answer; the right name is '" + element + "'"));
	}

	// Whether half of the name is right. The rest is of bounded length, without control
	// characters.
	private static boolean isLike(String name, String element) {
		String prefix = element.substring(0, (element.length() + 1) / 2).toLowerCase(Locale.ROOT);
		return name.matches("\\w{1,40}") && name.toLowerCase(Locale.ROOT).startsWith(prefix);
	}

}
