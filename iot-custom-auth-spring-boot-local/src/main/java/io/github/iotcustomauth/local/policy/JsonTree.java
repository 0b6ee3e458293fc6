package io.github.iotcustomauth.local.policy;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON without a mapper, whose several hundred classes would take a tenth of a
 * second of each start.
 */
final class JsonTree {

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private JsonTree() {
	}

	static JsonNode read(String json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			parser.nextToken();
			JsonNode root = readValue(parser);
			if (parser.nextToken() != null) {
				throw new StreamReadException(parser, "There is more than one value");
			}
			return root;
		}
	}

	private static JsonNode readValue(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == null) {
			return NODES.missingNode();
		}
		return switch (token) {
			case START_OBJECT -> readObject(parser);
			case START_ARRAY -> readArray(parser);
			case VALUE_STRING -> NODES.stringNode(parser.getString());
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
			case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
			default -> NODES.nullNode();
		};
	}

	private static ObjectNode readObject(JsonParser parser) {
		ObjectNode object = NODES.objectNode();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			parser.nextToken();
			object.set(name, readValue(parser));
		}
		return object;
	}

	private static ArrayNode readArray(JsonParser parser) {
		ArrayNode array = NODES.arrayNode();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			array.add(readValue(parser));
		}
		return array;
	}

}
