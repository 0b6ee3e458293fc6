package io.github.iotcustomauth.local.internal.routing;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicTree}.
 */
class TopicTreeTests {

	private final TopicTree<String> tree = new TopicTree<>();

	@ParameterizedTest
	@CsvSource({ "a,a,true", "a,b,false", "a/+,a/b,true", "a/+,a/b/c,false", "a/+,a/,true", "+,a,true", "+/+,/a,true",
			"#,a/b,true", "a/#,a/b/c,true", "a/#,a/,true", "a/#,a,false", "#,$aws/x,false", "+/x,$aws/x,false",
			"$aws/#,$aws/x,true", "$aws/+,$aws/x,true", "/,/,true", "a//b,a/b,false" })
	void matches(String filter, String topic, boolean expected) {
		this.tree.add(filter, "value");
		assertThat(match(topic)).hasSize(expected ? 1 : 0);
	}

	@Test
	void removesEmptyNodes() {
		this.tree.add("a/b/+", "x");
		this.tree.add("a/b", "y");
		this.tree.remove("a/b/+", "x");
		assertThat(match("a/b")).containsExactly("y");
		this.tree.remove("a/b", "y");
		assertThat(this.tree.isEmpty()).isTrue();
	}

	@Test
	void removesOneOfSeveralValues() {
		this.tree.add("a", "x");
		this.tree.add("a", "y");
		this.tree.remove("a", "x");
		assertThat(match("a")).containsExactly("y");
	}

	private List<String> match(String topic) {
		List<String> values = new ArrayList<>();
		this.tree.match(topic, values::add);
		return values;
	}

}
