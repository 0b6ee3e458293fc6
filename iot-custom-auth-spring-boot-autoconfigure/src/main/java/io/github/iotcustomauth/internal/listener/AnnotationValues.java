package io.github.iotcustomauth.internal.listener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.Assert;

/**
 * Values of annotation attributes, with their placeholders and SpEL expressions resolved.
 * What an attribute cannot be is an {@link IllegalArgumentException} that names it.
 */
final class AnnotationValues {

	private final ConfigurableBeanFactory beanFactory;

	private final BeanExpressionContext context;

	AnnotationValues(ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.context = new BeanExpressionContext(beanFactory, null);
	}

	/**
	 * Resolve an attribute that is a text.
	 * @param attribute the name of the attribute
	 * @param value its value
	 * @return the text, which may be empty
	 */
	String text(String attribute, String value) {
		Object resolved = resolve(attribute, value);
		return (resolved != null) ? resolved.toString() : "";
	}

	/**
	 * Resolve an attribute that is a list of texts. Each value may be a text, or an
	 * expression for several in an array or a collection.
	 * @param attribute the name of the attribute
	 * @param values its values
	 * @return the texts
	 */
	List<String> texts(String attribute, String... values) {
		List<String> texts = new ArrayList<>();
		for (String value : values) {
			add(attribute, value, resolve(attribute, value), texts);
		}
		return texts;
	}

	private static void add(String attribute, String value, @Nullable Object resolved, List<String> texts) {
		if (resolved instanceof CharSequence text) {
			texts.add(text.toString());
		}
		else if (resolved instanceof TopicFilter filter) {
			texts.add(filter.value());
		}
		else if (resolved instanceof Object[] array) {
			Arrays.asList(array).forEach((element) -> add(attribute, value, element, texts));
		}
		else if (resolved instanceof Collection<?> collection) {
			collection.forEach((element) -> add(attribute, value, element, texts));
		}
		else {
			throw new IllegalArgumentException("%s '%s' has to be a text, or an array or a collection of texts, not %s"
				.formatted(attribute, value, type(resolved)));
		}
	}

	/**
	 * Resolve an attribute that is an error handler or the name of one.
	 * @param attribute the name of the attribute
	 * @param value its value
	 * @return the error handler, or {@code null} if the attribute is empty
	 */
	@Nullable IotListenerErrorHandler errorHandler(String attribute, String value) {
		Object resolved = resolve(attribute, value);
		if (resolved instanceof IotListenerErrorHandler handler) {
			return handler;
		}
		if (!(resolved instanceof CharSequence name)) {
			throw new IllegalArgumentException("%s '%s' has to be an IotListenerErrorHandler or the name of one, not %s"
				.formatted(attribute, value, type(resolved)));
		}
		if (name.isEmpty()) {
			return null;
		}
		try {
			return this.beanFactory.getBean(name.toString(), IotListenerErrorHandler.class);
		}
		catch (BeansException ex) {
			throw new IllegalArgumentException("%s '%s' cannot be used: %s".formatted(attribute, name, ex.getMessage()),
					ex);
		}
	}

	private static String type(@Nullable Object resolved) {
		return (resolved != null) ? resolved.getClass().getTypeName() : "null";
	}

	int number(String attribute, String value) {
		String text = text(attribute, value).trim();
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'%s' is '%s', which is not a number".formatted(attribute, text), ex);
		}
	}

	boolean flag(String attribute, String value) {
		String text = text(attribute, value).trim();
		Assert.isTrue(text.equals("true") || text.equals("false"),
				() -> "'%s' is '%s', but has to be 'true' or 'false'".formatted(attribute, text));
		return text.equals("true");
	}

	private @Nullable Object resolve(String attribute, String value) {
		String embedded = this.beanFactory.resolveEmbeddedValue(value);
		BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
		try {
			return (expressions != null) ? expressions.evaluate(embedded, this.context) : embedded;
		}
		catch (BeansException ex) {
			throw new IllegalArgumentException("%s '%s' cannot be resolved: %s".formatted(attribute, value,
					ex.getMostSpecificCause().getMessage()), ex);
		}
	}

}
