using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ApiReference;

/// <summary>Members as one would declare them in C#.</summary>
internal static class Signature
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    private static readonly NullabilityInfoContext _nullability = new();

    internal static string Of(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "readonly struct" : "class";
        string modifier = type.IsAbstract && type.IsSealed ? "static " : type.IsInterface || type.IsValueType ? "" : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        string record = IsRecord(type) ? type.IsValueType ? "readonly record struct" : "record" : kind;
        Type[] bases =
        [
            .. type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType && !type.IsEnum ? [parent] : Type.EmptyTypes,
            .. type.IsEnum ? [] : Interfaces(type),
        ];
        return $"public {modifier}{record} {Name(type)}{(bases.Length > 0 ? " : " + string.Join(", ", bases.Select(Name)) : "")}{Constraint(type)}";
    }

    internal static string Of(ConstructorInfo constructor)
        => $"public {Bare(constructor.DeclaringType!.Name)}({Parameters(constructor)})";

    internal static string Of(MethodInfo method)
        => $"{Access(method)}{Name(method.ReturnType, _nullability.Create(method.ReturnParameter))} {method.Name}"
            + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : "")
            + $"({Parameters(method)})";

    internal static string Of(PropertyInfo property)
    {
        MethodInfo getter = property.GetMethod!;
        ParameterInfo[] indexes = property.GetIndexParameters();
        bool isInit = property.SetMethod is { } setter && setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        string accessors = property.SetMethod is not { IsPublic: true } ? "{ get; }" : isInit ? "{ get; init; }" : "{ get; set; }";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string name = indexes.Length > 0 ? $"this[{string.Join(", ", indexes.Select(index => $"{Name(index.ParameterType)} {index.Name}"))}]" : property.Name;
        return $"{Access(getter)}{required}{Name(property.PropertyType, _nullability.Create(property))} {name} {accessors}";
    }

    internal static string Of(EventInfo @event) => $"public event {Name(@event.EventHandlerType!, _nullability.Create(@event))} {@event.Name}";

    internal static string Of(FieldInfo field)
        => field.DeclaringType!.IsEnum
            ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"
            : $"public const {Name(field.FieldType)} {field.Name} = {Value(field.GetRawConstantValue(), field.FieldType)}";

    internal static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    /// <summary>A type as written in C#, without its namespace.</summary>
    internal static string Name(Type type) => Name(type, null);

    internal static string Bare(string name) => name.Split('`')[0];

    private static string Access(MethodInfo method)
        => method.DeclaringType!.IsInterface ? "" : $"public {(method.IsStatic ? "static " : method.GetBaseDefinition() != method ? "override " : "")}";

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        string mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability?.ElementType);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        if (_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword + mark;
        }

        return Bare(type.Name) + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select((one, i) => Name(one, Argument(nullability, i))))}>" : "") + mark;
    }

    private static NullabilityInfo? Argument(NullabilityInfo? nullability, int index)
        => nullability is { GenericTypeArguments.Length: > 0 } known && index < known.GenericTypeArguments.Length ? known.GenericTypeArguments[index] : null;

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter =>
            (parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")
            + $"{Name(parameter.ParameterType, _nullability.Create(parameter))} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue, parameter.ParameterType)}" : "")));

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        _ when type.IsEnum => $"{type.Name}.{Enum.ToObject(type, value)}",
        double number when double.IsPositiveInfinity(number) => "double.PositiveInfinity",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal),
        _ => value.ToString()!,
    };

    /// <summary>The interfaces a type names itself, not those that follow from others or from being a record.</summary>
    private static IEnumerable<Type> Interfaces(Type type)
        => type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Except(type.GetInterfaces().SelectMany(one => one.GetInterfaces()))
            .Where(one => one.IsPublic && !(IsRecord(type) && one.Name == "IEquatable`1"))
            .OrderBy(one => one.Name, StringComparer.Ordinal);

    private static string Constraint(Type type)
        => type.IsGenericTypeDefinition && type.GetGenericArguments()[0].GetGenericParameterConstraints().Any(one => one.Name.StartsWith("IFloatingPointIeee754", StringComparison.Ordinal))
            ? "\n    where T : unmanaged, IFloatingPointIeee754<T>" : "";
}
