package io.github.iotcustomauth.internal.messaging;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Tells Spring's message converters a generic type, which they take from the parameters
 * of methods only.
 */
final class TypeHint extends MethodParameter {

	private final Type type;

	TypeHint(ParameterizedTypeReference<?> type) {
		// the return value of a method without annotations
		super(ClassUtils.getMethod(Object.class, "hashCode"), -1);
		this.type = type.getType();
	}

	@Override
	public Class<?> getParameterType() {
		return ResolvableType.forType(this.type).toClass();
	}

	@Override
	public Type getGenericParameterType() {
		return this.type;
	}

	@Override
	public Class<?> getNestedParameterType() {
		return getParameterType();
	}

	@Override
	public Type getNestedGenericParameterType() {
		return this.type;
	}

	@Override
	public MethodParameter nestedIfOptional() {
		return this;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof TypeHint hint && hint.type.equals(this.type);
	}

	@Override
	public int hashCode() {
		return this.type.hashCode();
	}

}
