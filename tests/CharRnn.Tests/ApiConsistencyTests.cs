using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace CharRnn.Tests;

/// <summary>Rules for every public type and member, present and future.</summary>
public sealed class ApiConsistencyTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private const BindingFlags PublicDeclared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly Assembly _library = typeof(Vocabulary).Assembly;
    private static readonly Type[] _publicTypes = _library.GetExportedTypes();

    [Fact]
    public void Classes_are_sealed_static_or_made_to_be_derived_from()
        => _publicTypes.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract)
            .Should().BeEmpty("a class that is open by accident can never be closed again");

    [Fact]
    public void Fields_are_private_or_constant()
        => _publicTypes.Where(type => !type.IsEnum).SelectMany(type => type.GetFields(PublicDeclared)).Where(field => !field.IsLiteral)
            .Should().BeEmpty();

    [Fact]
    public void Statics_never_change()
    {
        IEnumerable<string> mutable = _library.GetTypes()
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.Name[0] != '<')
            .SelectMany(type => type.GetFields(Declared))
            .Where(field => field is { IsStatic: true, IsLiteral: false, IsInitOnly: false } && field.Name[0] != '<')
            .Select(field => $"{field.DeclaringType}.{field.Name}");

        mutable.Should().BeEmpty("settings and randomness are passed in, never ambient");
    }

    [Fact]
    public void Properties_are_set_at_construction_or_not_at_all_but_for_optimisers()
    {
        // An optimiser has a memory by nature: its rate may be changed and its step count be put back while it lives.
        IEnumerable<string> settable = _publicTypes.Where(type => !type.Name.EndsWith("Optimizer`1", StringComparison.Ordinal)).SelectMany(type => type.GetProperties(PublicDeclared))
            .Where(property => property.SetMethod is { IsPublic: true } setter
                && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .Select(property => $"{property.DeclaringType}.{property.Name}");

        settable.Should().BeEmpty();
    }

    [Fact]
    public void Options_and_results_are_records_with_defaults_or_required_members()
        => _publicTypes.Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Should().OnlyContain(type => type.IsSealed && type.GetMethod("<Clone>$") != null && type.GetConstructor(Type.EmptyTypes) != null);

    [Fact]
    public void Exceptions_are_called_exceptions_and_take_a_message()
        => _publicTypes.Where(type => type.IsSubclassOf(typeof(Exception)))
            .Should().OnlyContain(type => type.Name.EndsWith("Exception", StringComparison.Ordinal));

    [Fact]
    public void Enums_have_a_value_that_is_zero()
        => _publicTypes.Where(type => type.IsEnum).Should().OnlyContain(type => Enum.IsDefined(type, 0));

    [Fact]
    public void Element_types_are_called_T_and_restricted_alike()
    {
        IEnumerable<Type> parameters = _publicTypes.Where(type => type.IsGenericTypeDefinition).SelectMany(type => type.GetGenericArguments())
            .Concat(_publicTypes.SelectMany(type => type.GetMethods(PublicDeclared)).Where(method => method.IsGenericMethodDefinition).SelectMany(method => method.GetGenericArguments()));

        foreach (Type parameter in parameters)
        {
            parameter.Name.Should().Be("T");
            parameter.GetGenericParameterConstraints().Select(one => one.Name).Should().Contain("IFloatingPointIeee754`1");
            parameter.GenericParameterAttributes.Should().HaveFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        }
    }

    [Fact]
    public void Names_of_parameters_are_words_in_camel_case()
    {
        IEnumerable<string> odd = Methods()
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.Name is not { Length: > 1 } name || !char.IsLower(name[0]) || name.Contains('_', StringComparison.Ordinal))
            .Select(parameter => $"{parameter.Member.DeclaringType}.{parameter.Member.Name}({parameter.Name})");

        odd.Should().BeEmpty();
    }

    [Fact]
    public void Cancellation_tokens_and_progress_stand_last_and_may_be_left_out()
    {
        foreach (MethodBase method in Methods())
        {
            ParameterInfo[] parameters = method.GetParameters();
            int token = Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken));
            if (token >= 0)
            {
                token.Should().Be(parameters.Length - 1, "of {0}.{1}", method.DeclaringType, method.Name);
                parameters[token].Name.Should().Be("cancellationToken");
                parameters[token].IsOptional.Should().BeTrue("of {0}.{1}", method.DeclaringType, method.Name);
            }
        }
    }

    [Fact]
    public void Chance_is_always_passed_in()
        => _publicTypes.SelectMany(type => type.GetConstructors(PublicDeclared).Cast<MethodBase>().Concat(type.GetMethods(PublicDeclared)))
            .Where(method => method is ConstructorInfo || !method.IsSpecialName)
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.ParameterType == typeof(Random))
            .Should().OnlyContain(parameter => !parameter.IsOptional && parameter.Name == "random");

    [Fact]
    public void Nothing_public_is_of_an_internal_namespace()
        => _publicTypes.Should().OnlyContain(type => type.Namespace != "CharRnn.Kernels");

    [Fact]
    public void Comments_say_something_about_every_parameter_result_and_member()
    {
        XElement[] members = [.. XDocument.Load(Path.ChangeExtension(_library.Location, ".xml")).Descendants("member")];
        members.Should().NotBeEmpty();
        IEnumerable<string> silent = members
            .Where(member => member.Element("inheritdoc") is null)
            .SelectMany(member => member.Elements().Where(element => element.Name.LocalName is "summary" or "param" or "typeparam" or "returns" or "exception")
                .Where(element => element.Value.Trim().Length < 2 && !element.HasElements)
                .Select(element => $"{member.Attribute("name")!.Value}: {element.Name} {element.Attribute("name")?.Value}"));

        silent.Should().BeEmpty();
    }

    /// <summary>Everything public with parameters that is written in the source, not generated by the compiler.</summary>
    private static IEnumerable<MethodBase> Methods()
        => _publicTypes.Where(type => !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetConstructors(PublicDeclared).Where(constructor => !IsRecord(type) || constructor.GetParameters().Length == 0).Cast<MethodBase>()
                .Concat(type.GetMethods(PublicDeclared).Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.IsSpecialName && !(IsRecord(type) && method.Name == "Deconstruct"))));

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;
}
