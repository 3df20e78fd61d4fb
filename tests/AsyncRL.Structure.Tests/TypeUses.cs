using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AsyncRL.Structure.Tests;

/// <summary>
/// The types that a type's compiled form speaks of: bases, fields, signatures, attributes, type arguments and method bodies,
/// those of its nested types and closures included. Constants are not seen: the compiler has put their values in.
/// </summary>
internal sealed class TypeUses
{
    private readonly HashSet<TypeDefinition> found = [];
    private readonly ModuleDefinition module;

    private TypeUses(ModuleDefinition module) => this.module = module;

    /// <summary>What a type uses of its own assembly.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Types that are not nested, the type itself among them.</returns>
    public static IReadOnlyCollection<TypeDefinition> Of(TypeDefinition type)
    {
        var uses = new TypeUses(type.Module);
        uses.Visit(type);
        return uses.found;
    }

    private void Visit(TypeDefinition type)
    {
        Note(type);
        Note(type.BaseType);
        NoteAttributes(type);
        NoteConstraints(type);
        foreach (InterfaceImplementation implemented in type.Interfaces)
        {
            Note(implemented.InterfaceType);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            Note(field.FieldType);
            NoteAttributes(field);
        }

        foreach (PropertyDefinition property in type.Properties)
        {
            NoteAttributes(property);
        }

        foreach (EventDefinition @event in type.Events)
        {
            Note(@event.EventType);
            NoteAttributes(@event);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            Visit(method);
        }

        foreach (TypeDefinition nested in type.NestedTypes)
        {
            Visit(nested);
        }
    }

    private void Visit(MethodDefinition method)
    {
        NoteSignature(method);
        NoteAttributes(method);
        NoteAttributes(method.MethodReturnType);
        NoteConstraints(method);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            NoteAttributes(parameter);
        }

        foreach (MethodReference overridden in method.Overrides)
        {
            NoteMethod(overridden);
        }

        if (method.HasBody)
        {
            Visit(method.Body);
        }
    }

    private void Visit(MethodBody body)
    {
        foreach (VariableDefinition variable in body.Variables)
        {
            Note(variable.VariableType);
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            Note(handler.CatchType);
        }

        foreach (Instruction instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Note(type);
                    break;
                case MethodReference method:
                    NoteMethod(method);
                    break;
                case FieldReference field:
                    Note(field.DeclaringType);
                    Note(field.FieldType);
                    break;
                case CallSite site:
                    NoteSignature(site);
                    break;
            }
        }
    }

    private void NoteMethod(MethodReference method)
    {
        Note(method.DeclaringType);
        NoteSignature(method);
        if (method is GenericInstanceMethod generic)
        {
            foreach (TypeReference argument in generic.GenericArguments)
            {
                Note(argument);
            }
        }
    }

    private void NoteSignature(IMethodSignature method)
    {
        Note(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Note(parameter.ParameterType);
        }
    }

    private void NoteConstraints(IGenericParameterProvider generic)
    {
        foreach (GenericParameterConstraint constraint in generic.GenericParameters.SelectMany(p => p.Constraints))
        {
            Note(constraint.ConstraintType);
        }
    }

    private void NoteAttributes(ICustomAttributeProvider marked)
    {
        foreach (CustomAttribute attribute in marked.CustomAttributes)
        {
            Note(attribute.AttributeType);
            foreach (CustomAttributeArgument argument in
                attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(a => a.Argument)))
            {
                Note(argument.Type);
                Note(argument.Value as TypeReference);
            }
        }
    }

    private void Note(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                Note(generic.ElementType);
                foreach (TypeReference argument in generic.GenericArguments)
                {
                    Note(argument);
                }

                return;
            case FunctionPointerType pointer:
                NoteSignature(pointer);
                return;
            case IModifierType modified:
                Note(modified.ModifierType);
                Note(modified.ElementType);
                return;
            case TypeSpecification specification:
                Note(specification.ElementType);
                return;
        }

        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        if (type.Scope == module && type.Resolve() is { } own)
        {
            found.Add(own);
        }
    }
}
