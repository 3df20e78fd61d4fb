using Mono.Cecil;

namespace AsyncRL.Structure.Tests;

/// <summary>That each way of using a type is seen.</summary>
public sealed class TypeUsesTests
{
    [Theory]
    [InlineData(typeof(InBase))]
    [InlineData(typeof(InInterface))]
    [InlineData(typeof(InField))]
    [InlineData(typeof(InProperty))]
    [InlineData(typeof(InSignature))]
    [InlineData(typeof(InAttribute))]
    [InlineData(typeof(InAttributeValue))]
    [InlineData(typeof(InTypeArgument))]
    [InlineData(typeof(InConstraint<>))]
    [InlineData(typeof(InArray))]
    [InlineData(typeof(InBody))]
    [InlineData(typeof(InCallOfAnother))]
    [InlineData(typeof(InClosure))]
    [InlineData(typeof(InIterator))]
    [InlineData(typeof(InNested))]
    [InlineData(typeof(InCatch))]
    public void AUseIsSeen(Type user) => Assert.Contains(nameof(Used), UsesOf(user));

    [Fact]
    public void WhatIsNotUsedIsNotSeen() => Assert.Equal([nameof(Innocent)], UsesOf(typeof(Innocent)));

    private static IEnumerable<string> UsesOf(Type user)
    {
        using AssemblyDefinition assembly = Assemblies.Read(typeof(TypeUsesTests).Assembly.GetName().Name!);
        return [.. TypeUses.Of(assembly.MainModule.GetType(user.FullName)).Select(t => t.Name)];
    }
}
