package io.github.iotcustomauth.sample;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a CloudFormation template. The short forms of the intrinsic functions become
 * their full forms: {@code !Sub text} is the map of {@code Fn::Sub} to the text. A
 * function that {@link DeployedTemplate} does not know is an error.
 */
final class CloudFormationYaml extends SafeConstructor {

	private CloudFormationYaml() {
		super(new LoaderOptions());
		addFunction("!Ref", "Ref", (node) -> constructScalar((ScalarNode) node));
		addFunction("!Sub", "Fn::Sub", (node) -> constructScalar((ScalarNode) node));
		addFunction("!GetAtt", "Fn::GetAtt",
				(node) -> List.of(String.valueOf(constructScalar((ScalarNode) node)).split("\\.", 2)));
		for (String name : List.of("If", "Equals", "Not")) {
			addFunction("!" + name, "Fn::" + name, (node) -> constructSequence((SequenceNode) node));
		}
	}

	private void addFunction(String tag, String name, Function<Node, Object> argument) {
		this.yamlConstructors.put(new Tag(tag), new AbstractConstruct() {

			@Override
			public Object construct(Node node) {
				return Map.of(name, argument.apply(node));
			}

		});
	}

	static Map<String, Object> read(String template) {
		return new Yaml(new CloudFormationYaml()).load(template);
	}

}
