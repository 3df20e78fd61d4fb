using System.Globalization;
using Mono.Cecil;

namespace AsyncRL.Structure.Tests;

/// <summary>
/// What an assembly shows to others, a line for each type and member, sorted. Members that the compiler makes for records and
/// members that only override others are left out: they follow from the rest.
/// </summary>
internal static class SurfaceText
{
    /// <summary>The surface of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> Of(string assembly) => Of(Assemblies.Types(assembly));

    /// <summary>The surface of types.</summary>
    /// <param name="types">The types; those that are not public show nothing.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<TypeDefinition> types)
    {
        List<string> lines = [];
        foreach (TypeDefinition type in types.Where(t => t.IsPublic))
        {
            Add(type, $"{type.Namespace}.{NameOf(type)}", lines);
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static void Add(TypeDefinition type, string name, List<string> lines)
    {
        lines.Add($"{name}{Bases(type)}{Suffix([Kind(type)])}");
        foreach (FieldDefinition field in type.Fields.Where(
            f => IsShown(f.IsPublic, f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName))
        {
            string value = field.HasConstant ? $" = {Constant(field.Constant)}" : string.Empty;
            string suffix = Suffix(
            [
                !field.IsPublic ? "protected" : null,
                field.HasConstant ? "const" : field.IsStatic ? "static" : null,
                field.IsInitOnly ? "readonly" : null,
            ]);
            lines.Add(type.IsEnum
                ? $"{name}.{field.Name}{value}"
                : $"{name}.{field.Name} : {NameOf(field.FieldType)}{value}{suffix}");
        }

        foreach (PropertyDefinition property in type.Properties)
        {
            Add(property, name, lines);
        }

        foreach (EventDefinition @event in type.Events.Where(e => IsShown(e.AddMethod)))
        {
            lines.Add($"{name}.{@event.Name} : {NameOf(@event.EventType)}{Suffix(["event", .. Modifiers(@event.AddMethod)])}");
        }

        foreach (MethodDefinition method in type.Methods.Where(m => IsShown(m) && !IsPartOfAnother(m)))
        {
            lines.Add(method.IsConstructor
                ? $"{name}.new({Parameters(method.Parameters)}){Suffix(Modifiers(method))}"
                : $"{name}.{method.Name}{Arguments(method)}({Parameters(method.Parameters)}) : " +
                    $"{NameOf(method.ReturnType)}{Suffix(Modifiers(method))}");
        }

        foreach (TypeDefinition nested in type.NestedTypes.Where(
            n => IsShown(n.IsNestedPublic, n.IsNestedFamily || n.IsNestedFamilyOrAssembly)))
        {
            Add(nested, $"{name}.{NameOf(nested)}", lines);
        }
    }

    private static void Add(PropertyDefinition property, string type, List<string> lines)
    {
        string[] accessors =
        [
            .. IsShown(property.GetMethod) ? [Accessor(property.GetMethod, "get")] : Array.Empty<string>(),
            .. IsShown(property.SetMethod)
                ? [Accessor(property.SetMethod, IsInit(property.SetMethod) ? "init" : "set")]
                : Array.Empty<string>(),
        ];
        if (accessors.Length > 0)
        {
            string indices = property.HasParameters ? $"[{Parameters(property.Parameters)}]" : string.Empty;
            MethodDefinition accessor = IsShown(property.GetMethod) ? property.GetMethod : property.SetMethod;
            string? required = property.CustomAttributes.Any(a => a.AttributeType.Name == "RequiredMemberAttribute")
                ? "required"
                : null;
            lines.Add(
                $"{type}.{property.Name}{indices} : {NameOf(property.PropertyType)} {{ {string.Join(' ', accessors)} " +
                $"}}{Suffix([required, .. Modifiers(accessor)])}");
        }
    }

    private static string Accessor(MethodDefinition method, string word) => method.IsPublic ? $"{word};" : $"protected {word};";

    private static bool IsInit(MethodDefinition setter) => setter.ReturnType is RequiredModifierType;

    private static bool IsShown(MethodDefinition? method) =>
        method is not null && IsShown(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly) && !IsOverride(method)
            && !IsGenerated(method);

    // Protected members of sealed types are seen by no one, but the compiler refuses to declare most of them.
    private static bool IsShown(bool isPublic, bool isProtected) => isPublic || isProtected;

    private static bool IsOverride(MethodDefinition method) => method.IsVirtual && !method.IsNewSlot;

    private static bool IsGenerated(MethodDefinition method) => !method.IsGetter && !method.IsSetter && !method.IsAddOn &&
        method.CustomAttributes.Any(a => a.AttributeType.Name == "CompilerGeneratedAttribute");

    private static bool IsPartOfAnother(MethodDefinition method) =>
        method.IsGetter || method.IsSetter || method.IsAddOn || method.IsRemoveOn || (method.IsConstructor && method.IsStatic);

    private static IEnumerable<string?> Modifiers(MethodDefinition method) =>
    [
        method.IsPublic ? null : "protected",
        method.IsStatic ? "static" : null,
        method.DeclaringType.IsInterface ? null
            : method.IsAbstract ? "abstract"
            : method is { IsVirtual: true, IsFinal: false } ? "virtual"
            : null,
    ];

    private static string Suffix(IEnumerable<string?> words)
    {
        string joined = string.Join(' ', words.Where(w => w is not null));
        return joined.Length == 0 ? string.Empty : $" [{joined}]";
    }

    private static string Kind(TypeDefinition type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { BaseType.Name: "MulticastDelegate" } => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(TypeDefinition type)
    {
        bool hasBase = type.BaseType is { FullName: not ("System.Object" or "System.ValueType" or "System.Enum"
            or "System.MulticastDelegate") };
        string[] bases =
        [
            .. hasBase ? [NameOf(type.BaseType)] : Array.Empty<string>(),
            .. type.Interfaces.Where(i => IsVisible(i.InterfaceType)).Select(i => NameOf(i.InterfaceType))
                .Order(StringComparer.Ordinal),
        ];
        return type.IsEnum || bases.Length == 0 ? string.Empty : $" : {string.Join(", ", bases)}";
    }

    private static bool IsVisible(TypeReference type) =>
        type.GetElementType() is not TypeDefinition { IsPublic: false, IsNestedPublic: false };

    private static string Arguments(MethodDefinition method) =>
        method.HasGenericParameters ? $"<{string.Join(", ", method.GenericParameters.Select(p => p.Name))}>" : string.Empty;

    private static string Parameters(IEnumerable<ParameterDefinition> parameters) => string.Join(", ", parameters.Select(p =>
    {
        string prefix = p.ParameterType.IsByReference ? p.IsOut ? "out " : p.IsIn ? "in " : "ref " : string.Empty;
        string value = p.HasConstant ? $" = {Constant(p.Constant)}" : p.IsOptional ? " = default" : string.Empty;
        return $"{prefix}{NameOf(p.ParameterType)}{value}";
    }));

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string NameOf(TypeReference type)
    {
        switch (type)
        {
            case GenericInstanceType { ElementType.FullName: "System.Nullable`1" } nullable:
                return $"{NameOf(nullable.GenericArguments[0])}?";
            case GenericInstanceType generic:
                return $"{Plain(generic.ElementType)}<{string.Join(", ", generic.GenericArguments.Select(NameOf))}>";
            case ArrayType array:
                return $"{NameOf(array.ElementType)}[{new string(',', array.Rank - 1)}]";
            case PointerType pointer:
                return $"{NameOf(pointer.ElementType)}*";
            case ByReferenceType reference:
                return NameOf(reference.ElementType);
            case IModifierType modified:
                return NameOf(modified.ElementType);
            case TypeDefinition { HasGenericParameters: true } definition:
                // A nested type repeats the parameters of the type around it.
                return $"{Plain(definition)}<{string.Join(", ", definition.GenericParameters.Select(p => p.Name))}>";
            default:
                return Plain(type);
        }
    }

    private static string Plain(TypeReference type)
    {
        string name = type.Name.Split('`')[0];
        return name == "Void" ? "void" : name;
    }
}
